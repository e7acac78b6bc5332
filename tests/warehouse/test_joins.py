"""The law of joins: what a join says is equal is what the engine looks rows up by.

An outer join whose conditions it cannot tell apart, since one of them asks for columns of both sides at once or only of
the side that is kept, compares every row with every other. That is as right, and grows with the square of the data.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from compiled_models import compiled_models
from warehouse_home import Home

EQUAL = re.compile(r"\(\w+ = \w+\)")
WITHIN = re.compile(r"CASE .* END")
# The other side are the hours that a company declares, some rows of a seed.
OF_FEW_ROWS = {"int_service_hours"}


def compared_with_all(ask: Callable[[str], duckdb.DuckDBPyRelation], query: str) -> Iterator[str]:
    """The conditions with an equality by which a query joins row by row."""
    ((_, plan),) = ask(f"explain (format json) {query}").fetchall()
    operators: list[dict[str, Any]] = json.loads(plan)
    while operators:
        operator = operators.pop()
        operators += operator["children"]
        condition = WITHIN.sub("", str(operator["extra_info"].get("Condition", "")))
        if operator["name"].strip().endswith("NL_JOIN") and EQUAL.search(condition):
            yield condition


def test_no_join_compares_every_row_with_every_other_where_something_is_equal(built: Home) -> None:
    found = {}
    for node, query in compiled_models(built):
        if node["name"] not in OF_FEW_ROWS and " left join " in " ".join(query.split()):
            found[node["name"]] = [*compared_with_all(built.warehouse, query)]
    assert len(found) > 100
    assert {name: told for name, told in found.items() if told} == {}, "Give each side the columns of one table."


@pytest.mark.parametrize(
    ("condition", "is_looked_up"),
    [
        ("one.k = other.k and one.day >= other.day", True),
        ("one.k = other.k and one.day - one.days <= other.day", True),
        ("one.k = other.k and one.day <= other.day + one.days", False),
        ("one.k = other.k and one.day > 3", False),
    ],
)
def test_a_condition_is_looked_up_by_where_each_side_asks_one_table(condition: str, *, is_looked_up: bool) -> None:
    with duckdb.connect() as connection:
        for table in ("one", "other"):
            connection.execute(f"create table {table} as select range as k, range as day, range as days from range(9)")
        told = [*compared_with_all(connection.sql, f"select * from one left join other on {condition}")]
    assert (told == []) == is_looked_up
