"""The test of keys finds what it is there to find, also where it looks only at what a build adds."""

import shutil
from pathlib import Path

import duckdb
import pytest
from warehouse_home import Home

from orchestration.build.invoking import target_folder
from orchestration.build.parsing import read_manifest

EVERYTHING = "date '0001-01-01'"
FIRST_SEEN, RESULTS, FIGURES = "intermediate.int_records__first_seen", "quality.fct_rule_results", "kpi.kpi_rollups"


@pytest.fixture
def warehouse(built: Home, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A copy of a built warehouse, to plant faults in."""
    connection = duckdb.connect()
    for alias, file in (("judged", built.settings.judged), ("warehouse", built.settings.warehouse)):
        connection.execute(f"attach '{shutil.copy(file, tmp_path)}' as {alias}")
    connection.execute("use warehouse")
    return connection


def key_test(home: Home, model: str) -> str:
    """The SQL that dbt ran to test the key of a model."""
    names = {
        node["path"]
        for node in read_manifest(home.settings)["nodes"].values()
        if node["name"].startswith(f"unique_combination_{model.partition('.')[2]}_")
    }
    compiled = target_folder(home.settings) / "compiled"
    (file,) = [file for file in compiled.rglob("*.sql") if file.name in names]
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", [FIRST_SEEN, RESULTS, FIGURES])
def test_a_row_that_is_there_twice_is_found(built: Home, warehouse: duckdb.DuckDBPyConnection, model: str) -> None:
    query = key_test(built, model)
    assert warehouse.execute(query).fetchall() == []
    warehouse.execute(f"insert into {model} select * from {model} limit 1")
    ((*_, row_count),) = warehouse.execute(query).fetchall()
    assert row_count == 2


def test_a_missing_value_in_a_key_counts_as_a_value(built: Home, warehouse: duckdb.DuckDBPyConnection) -> None:
    planted = f"insert into {RESULTS} select * replace (null as accountable_person_id) from {RESULTS} limit 1"
    warehouse.execute(f"delete from {RESULTS} where accountable_person_id is null")
    warehouse.execute(planted)
    assert warehouse.execute(key_test(built, RESULTS)).fetchall() == []
    warehouse.execute(planted)
    assert len(warehouse.execute(key_test(built, RESULTS)).fetchall()) == 1


def test_a_record_that_is_known_from_an_earlier_extract_is_found_when_a_new_one_brings_it_again(
    built: Home, warehouse: duckdb.DuckDBPyConnection
) -> None:
    query = key_test(built, FIRST_SEEN)
    assert EVERYTHING in query
    ((last,),) = warehouse.execute(f"select max(first_extract_date) from {FIRST_SEEN}").fetchall()
    added = query.replace(EVERYTHING, f"date '{last}'")
    warehouse.execute(
        f"insert into {FIRST_SEEN} select * replace (date '{last}' as first_extract_date) from {FIRST_SEEN} "
        f"where first_extract_date < date '{last}' limit 1"
    )
    assert len(warehouse.execute(added).fetchall()) == 1
