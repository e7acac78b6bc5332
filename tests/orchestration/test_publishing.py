"""The copy that readers open."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.build import publishing as publish
from orchestration.build.copying import Mart, public_marts
from orchestration.build.plan import Built
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

SCORES = Mart("kpi", "scores", "One row per person's score.")


def built(day: int) -> Built:
    return Built("code", datetime(2026, 3, 1) + timedelta(day - 1), frozenset())


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
    expected = {"as_of": "2026-03-01 00:00:00", "fingerprint": "code", "rows": {"kpi.scores": 1}, "keys": {}}
    assert publish.about(folder) == expected


def test_a_copy_says_by_which_key_the_rows_of_a_mart_are_told_apart(settings: Settings) -> None:
    folder = publish.publish(settings, [replace(SCORES, key=("score",))], built(1)).folder
    assert publish.about(folder)["keys"] == {"kpi.scores": ["score"]}


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
    def node(name: str, access: str, kind: str = "model", **meta: str) -> dict[str, object]:
        told = {"schema": "kpi", "name": name, "description": "", "access": access, "resource_type": kind}
        return {**told, "config": {"meta": meta}}

    nodes = [
        node("shown", "public"),
        node("inner", "protected"),
        node("t", "public", "test"),
        node("daily", "public", month_of="date"),
    ]
    marts = public_marts({"nodes": dict(enumerate(nodes))})
    assert marts == [Mart("kpi", "daily", "", "date"), Mart("kpi", "shown", "")]


@pytest.mark.parametrize(
    ("tests", "key"),
    [
        ([], ()),
        ([("unique", {"column_name": "id"}, None)], ("id",)),
        ([("unique_combination", {"columns": ["source", "id"]}, None)], ("source", "id")),
        ([("unique", {"column_name": "id"}, "day > '2026-03-01'"), ("not_null", {"column_name": "day"}, None)], ()),
    ],
)
def test_the_key_of_a_mart_is_the_one_that_a_test_has_for_all_its_rows(tests: list, key: tuple[str, ...]) -> None:
    model = {"resource_type": "model", "access": "public", "schema": "kpi", "name": "shown", "description": ""}
    nodes: dict[str, dict] = {"shown": {**model, "config": {"meta": {}}}}
    for name, kwargs, where in tests:
        metadata = {"name": name, "kwargs": kwargs}
        node = {"test_metadata": metadata, "attached_node": "shown", "config": {"where": where}}
        nodes[f"test of {name}"] = {"resource_type": "test", **node}
    assert [mart.key for mart in public_marts({"nodes": nodes})] == [key]


DAYS = Mart("kpi", "days", "One row per day.", "date")
FOUR_DAYS = {"2026-02-27": 1, "2026-02-28": 2, "2026-03-01": 3, None: 4}


def deliver_days(settings: Settings, values: dict[str | None, int]) -> None:
    rows = list(values.items())
    with duckdb.connect(settings.warehouse) as warehouse:
        warehouse.execute("create or replace table kpi.days (date date, value integer)")
        warehouse.executemany("insert into kpi.days values (?, ?)", rows or [(None, 0)])
        if not rows:
            warehouse.execute("truncate kpi.days")


def published_days(folder: Path) -> dict[str | None, int]:
    """The rows of the table, which are those of the files."""
    with duckdb.connect(folder / publish.DATABASE, read_only=True) as marts:
        table = marts.execute("select date::varchar, value from kpi.days order by all").fetchall()
    query = f"select date::varchar, value from '{folder}/parquet/days/*/*.parquet' order by all"
    assert duckdb.sql(query).fetchall() == table
    return dict(table)


def files(folder: Path) -> dict[str, int]:
    """The month of each file, and what file it is."""
    return {file.parent.name: file.stat().st_ino for file in (folder / "parquet" / "days").glob("*/*.parquet")}


def test_a_mart_of_months_is_a_table_and_a_folder_for_each_month(settings: Settings) -> None:
    deliver_days(settings, FOUR_DAYS)
    folder = publish.publish(settings, [DAYS], built(1)).folder
    assert published_days(folder) == FOUR_DAYS
    assert files(folder).keys() == {"month=2026-02", "month=2026-03", "month=none"}


@pytest.mark.parametrize(
    ("change", "written"),
    [
        ({}, set()),
        ({"2026-03-01": 5}, {"month=2026-03"}),
        ({"2026-02-28": 5, None: 6}, {"month=2026-02", "month=none"}),
        ({"2026-04-01": 5}, {"month=2026-04"}),
    ],
)
def test_only_months_that_have_changed_are_written_again(
    settings: Settings, change: dict[str | None, int], written: set[str]
) -> None:
    deliver_days(settings, FOUR_DAYS)
    before = files(publish.publish(settings, [DAYS], built(1)).folder)
    deliver_days(settings, FOUR_DAYS | change)
    folder = publish.publish(settings, [DAYS], built(2)).folder
    assert published_days(folder) == FOUR_DAYS | change
    assert {month for month, file in files(folder).items() if before.get(month) != file} == written
    assert publish.about(folder)["rows"] == {"kpi.days": len(FOUR_DAYS | change)}


def test_what_is_gone_from_a_mart_is_gone_from_the_copy(settings: Settings) -> None:
    deliver_days(settings, FOUR_DAYS)
    publish.publish(settings, [DAYS], built(1))
    deliver_days(settings, {"2026-02-27": 1, "2026-02-28": 2})
    folder = publish.publish(settings, [DAYS], built(2)).folder
    assert published_days(folder) == {"2026-02-27": 1, "2026-02-28": 2}
    deliver_days(settings, {})
    assert published_days(publish.publish(settings, [DAYS], built(3)).folder) == {}


def test_a_mart_that_is_not_of_months_is_written_again_only_where_it_has_changed(settings: Settings) -> None:
    def file(folder: Path) -> int:
        return (folder / "parquet" / "scores.parquet").stat().st_ino

    first, same = (publish.publish(settings, [SCORES], built(day)).folder for day in (1, 2))
    build(settings, 2)
    other = publish.publish(settings, [SCORES], built(3)).folder
    assert file(first) == file(same) != file(other)
    assert published_score(settings) == [(2,)]


def test_without_hard_links_the_files_are_copied(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("no links here")

    deliver_days(settings, FOUR_DAYS)
    publish.publish(settings, [DAYS], built(1))
    monkeypatch.setattr("os.link", refused)
    assert published_days(publish.publish(settings, [DAYS], built(2)).folder) == FOUR_DAYS


def test_a_copy_of_other_code_is_written_from_the_beginning(settings: Settings) -> None:
    deliver_days(settings, FOUR_DAYS)
    before = files(publish.publish(settings, [DAYS], built(1)).folder)
    other = Built("other code", datetime(2026, 3, 2), frozenset())
    after = files(publish.publish(settings, [DAYS], other).folder)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_of_the_first_copy_of_a_month_the_database_is_written_anew_and_files_that_have_not_changed_are_not(
    settings: Settings,
) -> None:
    deliver_days(settings, FOUR_DAYS)
    first = publish.publish(settings, [DAYS], built(1)).folder
    with duckdb.connect(first / publish.DATABASE) as marts:
        marts.execute("create table left_behind as select 1")
    deliver_days(settings, FOUR_DAYS | {"2026-03-01": 5})
    of_april = publish.publish(settings, [DAYS], built(32)).folder
    assert published_days(of_april) == FOUR_DAYS | {"2026-03-01": 5}
    with duckdb.connect(of_april / publish.DATABASE, read_only=True) as marts:
        assert marts.execute("select count(*) from duckdb_tables() where table_name = 'left_behind'").fetchone() == (0,)
    written = {month for month, file in files(of_april).items() if files(first)[month] != file}
    assert written == {"month=2026-03"}
