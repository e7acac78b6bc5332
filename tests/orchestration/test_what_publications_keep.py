"""What publications keep for ever: a file for each that has something to keep, added and never changed."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build import keeping
from orchestration.build.parsing import read_manifest
from orchestration.settings import Settings

MONDAY, TUESDAY = datetime(2026, 3, 2, 1, 50), datetime(2026, 3, 3, 1, 50)
MANIFEST = {
    "nodes": {
        "model.changes": {
            "resource_type": "model",
            "schema": "kpi",
            "name": "new changes",
            "config": {"meta": {"kept": "changes"}},
            "columns": {"person": {"data_type": "varchar"}, "points": {"data_type": "decimal(9,6)"}},
        },
        "model.scores": {"resource_type": "model", "schema": "kpi", "name": "scores", "config": {"meta": {}}},
        "test.scores": {"resource_type": "test", "config": {"meta": {"kept": "no model"}}},
    }
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def build(settings: Settings, **points: int) -> None:
    with duckdb.connect(settings.warehouse) as warehouse:
        warehouse.execute('create schema if not exists kpi; drop table if exists kpi."new changes"')
        warehouse.execute('create table kpi."new changes" (person varchar, points decimal(9, 6))')
        if points:
            warehouse.executemany('insert into kpi."new changes" values (?, ?)', list(points.items()))


def kept(settings: Settings, columns: str = "person, points::integer, published_at, build") -> list[tuple[Any, ...]]:
    return duckdb.sql(
        f"select {columns} from read_parquet('{settings.kept}/changes/*.parquet', union_by_name = true) order by all"
    ).fetchall()


def test_before_anything_is_kept_its_columns_are_there(settings: Settings) -> None:
    keeping.write_contracts(settings, MANIFEST)
    described = duckdb.sql(f"describe from '{settings.kept}/changes/*.parquet'").fetchall()
    assert [tuple(column[:2]) for column in described] == [
        ("person", "VARCHAR"),
        ("points", "DECIMAL(9,6)"),
        ("published_at", "TIMESTAMP"),
        ("build", "VARCHAR"),
    ]
    assert kept(settings) == []


def test_each_publication_adds_what_it_has_to_keep_and_changes_nothing(settings: Settings) -> None:
    build(settings, ann=1)
    keeping.record(settings, MANIFEST, "first", MONDAY)
    build(settings, bo=2)
    keeping.record(settings, MANIFEST, "second", TUESDAY)
    assert kept(settings) == [("ann", 1, MONDAY, "first"), ("bo", 2, TUESDAY, "second")]


def test_one_that_has_nothing_to_keep_leaves_no_file(settings: Settings) -> None:
    keeping.write_contracts(settings, MANIFEST)
    build(settings)
    keeping.record(settings, MANIFEST, "first", MONDAY)
    assert [file.name for file in (settings.kept / "changes").iterdir()] == ["contract.parquet"]


def test_a_publication_of_a_name_that_was_used_before_adds_a_file(settings: Settings) -> None:
    for points in (1, 2):
        build(settings, ann=points)
        keeping.record(settings, MANIFEST, "same", MONDAY)
    assert kept(settings, "points::integer") == [(1,), (2,)]


def test_what_is_kept_is_read_on_where_a_column_has_come(settings: Settings) -> None:
    build(settings, ann=1)
    keeping.record(settings, MANIFEST, "first", MONDAY)
    node = MANIFEST["nodes"]["model.changes"]
    more = node | {"columns": node["columns"] | {"reason": {"data_type": "varchar"}}}
    keeping.write_contracts(settings, {"nodes": {"model.changes": more}})
    assert kept(settings, "person, reason") == [("ann", None)]


def test_what_a_killed_run_has_half_written_is_not_read(settings: Settings) -> None:
    build(settings, ann=1)
    (settings.kept / "changes").mkdir(parents=True)
    (settings.kept / "changes" / "next.new").write_bytes(b"half")
    keeping.record(settings, MANIFEST, "first", MONDAY)
    assert [file.name for file in (settings.kept / "changes").iterdir()] == ["first.parquet"]


def test_the_project_keeps_what_its_publications_change_in_past_months(settings: Settings) -> None:
    manifest = read_manifest(settings)
    (changes,) = keeping.kept_models(manifest)
    source = next(node for key, node in manifest["sources"].items() if key.endswith(f"landing.{changes.word}"))
    assert f"raw/kept/{changes.word}/*.parquet" in source["meta"].get("external_location", "") + str(source["config"])
