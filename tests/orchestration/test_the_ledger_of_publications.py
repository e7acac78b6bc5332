"""Since when each extract could be read: entered once, never changed, there before anything is published."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command import Command
from small_installation import DAYS

from orchestration.build import ledger as publications
from orchestration.build.extracts import Extract
from orchestration.command.visibility import LAST_DAYS, visibility
from orchestration.settings import Settings

MONDAY, TUESDAY = datetime(2026, 3, 2, 1, 50), datetime(2026, 3, 3, 1, 50)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def extract(day: int, entity: str = "deals", revision: int = 1) -> Extract:
    return Extract("crm", entity, date(2026, 3, day), revision, datetime(2026, 3, day, 1, 30))


def ledger(
    settings: Settings, columns: str = "entity, day(extract_date), published_at, build"
) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"select {columns} from '{settings.publications}/*.parquet' order by all").fetchall()


def test_before_anything_is_published_the_ledger_is_there_and_empty(settings: Settings) -> None:
    publications.write_contract(settings)
    described = duckdb.sql(f"describe from '{settings.publications}/*.parquet'").fetchall()
    assert [column for column, *_ in described] == ["source", "entity", "extract_date", "published_at", "build"]
    assert ledger(settings) == []


def test_a_build_enters_the_extracts_that_it_is_the_first_to_publish(settings: Settings) -> None:
    publications.record(settings, [extract(2)], "first", MONDAY)
    publications.record(settings, [extract(2), extract(3), extract(3, "orders")], "second", TUESDAY)
    assert ledger(settings) == [
        ("deals", 2, MONDAY, "first"),
        ("deals", 3, TUESDAY, "second"),
        ("orders", 3, TUESDAY, "second"),
    ]


def test_publishing_again_or_a_revision_of_it_changes_no_instant(settings: Settings) -> None:
    publications.record(settings, [extract(2)], "first", MONDAY)
    before = sorted(settings.publications.iterdir())
    publications.record(settings, [extract(2, revision=2)], "again", TUESDAY)
    assert sorted(settings.publications.iterdir()) == before


def test_a_build_of_a_name_that_was_used_before_adds_a_file(settings: Settings) -> None:
    publications.record(settings, [extract(2)], "same", MONDAY)
    publications.record(settings, [extract(3)], "same", TUESDAY)
    assert [instant for (instant,) in ledger(settings, "published_at")] == [MONDAY, TUESDAY]


def test_what_a_killed_run_has_half_written_is_not_read_and_is_replaced(settings: Settings) -> None:
    publications.write_contract(settings)
    (settings.publications / "next.new").write_bytes(b"half")
    assert ledger(settings) == []
    publications.record(settings, [extract(2)], "first", MONDAY)
    assert [file.name for file in sorted(settings.publications.iterdir())] == ["contract.parquet", "first.parquet"]


def test_a_finished_run_has_entered_each_of_its_extracts_at_one_instant(finished: Command) -> None:
    rows = ledger(
        finished.settings, "count(*), count(distinct (source, entity, extract_date)), count(distinct published_at)"
    )
    assert rows == [(2 * DAYS, 2 * DAYS, 1)]  # visitors and sales


def test_the_last_promised_days_that_are_assessed_are_counted_by_source() -> None:
    with duckdb.connect() as marts:
        assert visibility(marts) == {}
        marts.execute("create schema core")
        marts.execute(f"""
            create table core.fct_extract_days as
            select 'crm' as source, date '2026-03-01' + day::integer as extract_date, case
                when day = 0 then false when day = {LAST_DAYS + 1} then null else day != 7
            end as is_published_in_time
            from range({LAST_DAYS + 2}) as days(day)
            union all select 'new', date '2026-03-01', true
            union all select 'web', date '2026-03-01', null
        """)
        assert visibility(marts) == {
            "crm": "29 of the last 30 promised days published in time",
            "new": "1 of the last 1 promised day published in time",
        }
