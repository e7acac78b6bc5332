"""The law of orderings: no window, first or last is left to chance, so that builds of the same rows are the same."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from compiled_models import compiled_models
from orderings import Key, Rows, Statement
from warehouse_home import Home

from orchestration.build.parsing import read_manifest

Node = dict
KEYS = frozenset({frozenset({"source", "record_id", "extract_date"})})


def keys_of(manifest: Mapping[str, Any]) -> dict[str, set[Key]]:
    """The tested keys of each node."""
    found: dict[str, set[Key]] = {}
    for node in manifest["nodes"].values():
        tested = node.get("test_metadata") or {"name": ""}
        if tested["name"] == "unique_combination":
            found.setdefault(node["attached_node"], set()).add(frozenset(tested["kwargs"]["columns"]))
        elif tested["name"] == "unique":
            found.setdefault(node["attached_node"], set()).add(frozenset({tested["kwargs"]["column_name"]}))
    return found


def statements(home: Home) -> Iterator[tuple[str, Statement]]:
    """Every model as the engine sees it."""
    manifest = read_manifest(home.settings)
    nodes, keys = manifest["nodes"], keys_of(manifest)
    delivering = {node["source_name"] for node in manifest["sources"].values()} - {"landing", "judged"}
    for node, sql in compiled_models(home):
        parents = [parent for parent in node["depends_on"]["nodes"] if parent in nodes]
        raw = {parent for parent in parents if delivering & {*nodes[parent]["fqn"]}}
        read = {nodes[one]["name"]: Rows(keys.get(one, ()), raw=one in raw) for one in parents}
        believed = {key for one in {node["unique_id"], *parents} - raw for key in keys.get(one, ())}
        yield node["original_file_path"], Statement(sql, read, believed)


def test_every_ordering_in_every_model_is_total(at_work: Home) -> None:
    found = dict(statements(at_work))
    assert len(found) > 150
    left_to_chance = [f"dbt_project/{file}: {chance}" for file, one in found.items() for chance in one.chances]
    assert left_to_chance == [], "\n".join([*left_to_chance, "Add columns until no two rows are alike."])


DELIVERED = {"stg": Rows(raw=True)}
SETTLED = """
    with states as (
        select * from stg qualify row_number() over (
            partition by source, record_id, extract_date order by updated_at desc, hash(stg.amount)
        ) = 1
    )
"""
LAST = "lead(extract_date) over (partition by source, record_id order by extract_date{}) as next_date"


@pytest.mark.parametrize(
    ("sql", "chance"),
    [
        # What it was like before: two versions of one extract tie.
        (f"select {LAST.format(', updated_at nulls first')} from stg", "lead() goes by extract_date, record_id"),
        (f"{SETTLED} select {LAST.format('')} from states", ""),
        (f"{SETTLED} select {LAST.format('')} from (select * from states union all select * from stg)", "lead()"),
        ("select max_by(stage, changed_at) from facts group by deal_id", "max_by() goes by changed_at, deal_id"),
        ("select max_by(stage, (changed_at, change_id)) from facts group by deal_id", ""),
        ("select sum(amount) over (partition by deal_id order by n rows unbounded preceding) from facts", "sum()"),
        ("select sum(amount) over (partition by deal_id order by changed_at) from facts", ""),
        ("select rank() over (order by amount) from facts", ""),
        ("select any_value(stage) from facts", "any_value() takes rows in no order"),
        ("select row_number() over (partition by n order by n) from (select distinct n from facts)", ""),
        ("with one as (select * from facts where n = 1) select first_value(deal_id) over (order by n) from one",
         "first_value()"),
        ("select lag(n) over (partition by deal_id order by change_id) from facts join deals using (deal_id)", ""),
    ],
)  # fmt: skip
def test_the_law_tells_what_is_left_to_chance(sql: str, chance: str) -> None:
    read = DELIVERED | {"facts": Rows([frozenset({"change_id"})]), "deals": Rows([frozenset({"deal_id"})])}
    found = Statement(sql, read, KEYS | {frozenset({"change_id"})}).chances
    assert len(found) == bool(chance)
    assert "".join(found).startswith(chance)
