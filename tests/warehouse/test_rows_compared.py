"""What counts as a difference between the rows of two engines."""

import duckdb
import pytest
from rows_compared import difference

SAME = "(1, 'a', 0.25), (2, 'b', 387436.42851851851)"


@pytest.mark.parametrize(
    "theirs",
    [
        "(2, 'b', 387436.42851851851), (1, 'a', 0.25)",
        # The next double, which is rounded down where the other one is rounded up.
        "(1, 'a', 0.25), (2, 'b', 387436.42851851845)",
    ],
)
def test_rows_in_another_order_or_a_rounding_apart_are_the_same(theirs: str) -> None:
    assert _difference(SAME, theirs) == ""


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ("(1, 'a', 0.25), (2, 'b', 387436.428518521)", "387436.428518521"),
        ("(1, 'a', 0.25), (2, 'c', 387436.42851851851)", "'c'"),
        ("(1, 'a', 0.25), (2, 'b', null)", "None"),
        ("(1, 'a', 0.25), (2, 'b', 387436.42851851851), (1, 'a', 0.25)", "0 rows with {} only on DuckDB, 1 rows"),
    ],
)
def test_another_value_and_a_row_too_many_are_told(theirs: str, told: str) -> None:
    assert told in _difference(SAME, theirs)


def test_what_is_about_the_engine_is_ignored() -> None:
    other = "(1, 'x', 0.25), (2, 'y', 387436.42851851851)"
    assert _difference(SAME, other, {"name"}) == ""


def _difference(ours: str, theirs: str, ignored: frozenset[str] | set[str] = frozenset()) -> str:
    with duckdb.connect() as connection:
        query = "select key, name, cast(value as double) as value from (values {}) as rows(key, name, value)"
        other = connection.sql(query.format(theirs)).to_arrow_table()
        return difference(connection.sql(query.format(ours)), other, ignored)
