"""The copy that readers open."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration import publish
from orchestration.errors import ScorehouseError
from orchestration.plan import Built
from orchestration.publish import Mart
from orchestration.settings import Settings

SCORES = Mart("kpi", "scores", "One row per person's score.")


def built(day: int) -> Built:
    return Built("code", datetime(2026, 3, day), frozenset())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    build(Settings(tmp_path), 1)
    return Settings(tmp_path)


def build(settings: Settings, value: int) -> None:
    with duckdb.connect(settings.warehouse) as warehouse:
        warehouse.execute("create schema if not exists kpi")
        warehouse.execute("drop view if exists kpi.scores")
        warehouse.execute(f"create view kpi.scores as select {value} as score")


def published_score(settings: Settings) -> object:
    folder = publish.current(settings)
    assert folder
    with duckdb.connect(folder / publish.DATABASE, read_only=True) as marts:
        return marts.execute("select score from kpi.scores").fetchall()


def test_views_are_published_as_tables_with_their_description(settings: Settings) -> None:
    folder = publish.publish(settings, [SCORES], built(1)).folder
    with duckdb.connect(folder / publish.DATABASE, read_only=True) as marts:
        tables = marts.execute("select schema_name, table_name, comment from duckdb_tables()").fetchall()
    assert tables == [("kpi", "scores", SCORES.description)]


def test_each_mart_is_published_as_parquet_too(settings: Settings) -> None:
    folder = publish.publish(settings, [SCORES], built(1)).folder
    assert duckdb.sql(f"select * from '{folder}/parquet/scores.parquet'").fetchall() == [(1,)]


def test_a_copy_says_what_it_is_made_of(settings: Settings) -> None:
    folder = publish.publish(settings, [SCORES], built(1)).folder
    assert publish.about(folder) == {"as_of": "2026-03-01 00:00:00", "fingerprint": "code", "rows": {"kpi.scores": 1}}


def test_a_reader_keeps_the_old_copy_until_it_reopens(settings: Settings) -> None:
    publish.publish(settings, [SCORES], built(1))
    current = settings.published / "current" / publish.DATABASE
    with duckdb.connect(current, read_only=True) as reader:
        build(settings, 2)
        publish.publish(settings, [SCORES], built(2))
        assert reader.execute("select score from kpi.scores").fetchall() == [(1,)]
    assert published_score(settings) == [(2,)]


def test_a_reader_of_a_copy_that_is_cleared_away_is_not_disturbed(settings: Settings) -> None:
    publish.publish(settings, [SCORES], built(1))
    with duckdb.connect(settings.published / "current" / publish.DATABASE, read_only=True) as reader:
        for day in range(2, 7):
            publish.publish(settings, [SCORES], built(day))
        assert reader.execute("select score from kpi.scores").fetchall() == [(1,)]


def test_a_copy_that_fails_leaves_the_current_one(settings: Settings) -> None:
    publish.publish(settings, [SCORES], built(1))
    before = publish.current(settings)
    with pytest.raises(ScorehouseError, match="cannot be published"):
        publish.publish(settings, [SCORES, Mart("kpi", "missing", "")], built(2))
    assert publish.current(settings) == before
    assert published_score(settings) == [(1,)]


def test_debris_of_a_copy_that_failed_is_cleared_by_the_next(settings: Settings) -> None:
    with pytest.raises(ScorehouseError):
        publish.publish(settings, [Mart("kpi", "missing", "")], built(1))
    publish.publish(settings, [SCORES], built(1))
    assert [folder.name for folder in (settings.published / "builds").iterdir()] == [
        folder.name for folder in [publish.current(settings)] if folder
    ]


def test_the_last_three_copies_are_kept(settings: Settings) -> None:
    for day in range(1, 6):
        publish.publish(settings, [SCORES], built(day))
    names = sorted(folder.name[:10] for folder in (settings.published / "builds").iterdir())
    assert names == ["2026-03-03", "2026-03-04", "2026-03-05"]


def test_the_same_build_published_again_takes_no_folder_from_its_readers(settings: Settings) -> None:
    first = publish.publish(settings, [SCORES], built(1)).folder
    second = publish.publish(settings, [SCORES], built(1)).folder
    assert second.name == f"{first.name}-2"
    assert publish.current(settings) == second
    assert first.exists()


def test_only_public_models_are_published() -> None:
    def node(name: str, access: str, kind: str = "model") -> dict[str, str]:
        return {"schema": "kpi", "name": name, "description": "", "access": access, "resource_type": kind}

    manifest = {
        "nodes": {"a": node("shown", "public"), "b": node("inner", "protected"), "c": node("t", "public", "test")}
    }
    assert publish.public_marts(manifest) == [Mart("kpi", "shown", "")]
