"""A canonical model holds the same until its own entity delivers: builds that add extracts rely on that.

The company at work is built; then its models are made once more, with other extracts beside those that were landed.
"""

from datetime import datetime

import duckdb
import pytest
from warehouse_home import Home

from orchestration.build import dbt as transform
from orchestration.build import state
from orchestration.build.parsing import read_manifest
from orchestration.build.reach import CANONICAL

# Later ones, of an entity that nobody declares: whoever looks at all extracts of a source sees them.
OF_OTHERS = """
    insert into intermediate.int_extracts
    select * replace ('others' as entity, extract_date + 400 as extract_date, 'snapshot' as delivery)
    from intermediate.int_extracts
"""
OF_THEIR_OWN = "update intermediate.int_extracts set next_whole_extract_date = extract_date + 1"


@pytest.fixture(scope="module")
def home(at_work: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("waiting") / "home"
    at_work.leave(folder)
    return Home(folder)


def canonical(home: Home) -> dict[str, str]:
    """The canonical models: name and table."""
    nodes = read_manifest(home.settings)["nodes"].values()
    found = [node for node in nodes if node.get("raw_code", "").strip() == CANONICAL]
    return {node["name"]: f"{node['schema']}.{node['name']}" for node in found}


def contents(home: Home) -> dict[str, tuple[int, int]]:
    with duckdb.connect(home.settings.warehouse, read_only=True) as connection:
        query = "select count(*), coalesce(sum(hash(rows_of)), 0) from {} as rows_of"
        return {name: connection.execute(query.format(table)).fetchall()[0] for name, table in canonical(home).items()}


def changed_by(home: Home, statement: str) -> set[str]:
    """The canonical models that hold something else when they are made once more after a statement."""
    with duckdb.connect(home.settings.warehouse) as connection:
        connection.execute(statement)
    before = contents(home)
    stage = transform.Stage("canonical", " ".join(before), "resource_type:test")
    note = state.read_note(home.settings, state.BUILT) or {}
    told = transform.Told(datetime.fromisoformat(note["as_of"]), sources=frozenset(note["sources"]))
    results = transform.build(home.settings, stage, told)
    assert not transform.failure(results, home.settings)
    assert {result.name for result in results if result.kind == "model"} == before.keys()
    after = contents(home)
    return {name for name in before if after[name] != before[name]}


def test_extracts_of_other_entities_change_no_canonical_model(home: Home) -> None:
    assert sum(count for count, _ in contents(home).values()) > 100
    assert changed_by(home, OF_OTHERS) == set()


def test_extracts_of_its_own_entity_change_one(home: Home) -> None:
    assert "int_employees__listed" in changed_by(home, OF_THEIR_OWN)
