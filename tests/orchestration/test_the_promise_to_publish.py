"""The platform's clock: which extract days were published by their promised hour, and whom that concerns."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from orchestration.build import dbt as transform
from orchestration.build import ledger as publications
from orchestration.build import publishing as publish
from orchestration.build import steps as building
from orchestration.build.extracts import latest
from orchestration.command.status import status
from orchestration.command.summary import summary
from orchestration.connectors import ingest
from orchestration.connectors.ingest import Wanted
from orchestration.connectors.manifests import read_manifests
from orchestration.settings import Settings
from simulator import Scenario, simulate

COMPANY = Scenario(days=8, people=24, records=600)
FIRST, SECOND, INSTALLED, USUAL, DELAYED, GAP, SLOW, LAST = COMPANY.extract_dates


def shanghai(day: date, hour: int, minute: int) -> datetime:
    """An instant of the company's day as naive UTC; ten o'clock is promised."""
    local = datetime.combine(day, time(hour, minute), ZoneInfo("Asia/Shanghai"))
    return local.astimezone(UTC).replace(tzinfo=None)


PUBLISHED = {
    FIRST: shanghai(INSTALLED, 9, 50),
    SECOND: shanghai(INSTALLED, 9, 50),
    INSTALLED: shanghai(INSTALLED, 9, 50),
    USUAL: shanghai(USUAL, 10, 0),
    DELAYED: shanghai(DELAYED, 11, 20),
    GAP: shanghai(GAP, 9, 50),
    SLOW: shanghai(SLOW, 10, 1),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Settings:
    """One build after a week of publications, with an extract that ended at eleven and one that never came."""
    settings = Settings(tmp_path_factory.mktemp("promised"))
    extracts = settings.extracts_of("simulator")
    simulate(COMPANY, extracts, settings.home / "truth")
    delayed = next(extracts.glob(f"orders_{DELAYED}*"))
    delayed.rename(delayed.with_name(delayed.name.replace(f"{DELAYED}", f"{DELAYED}T1100")))
    next(extracts.glob(f"activities_{GAP}*")).unlink()
    for source, entity in ingest.declared(settings, Wanted(sources=("simulator",))):
        assert all(hasattr(outcome, "manifest") for outcome in ingest.land_days(settings, source, entity, None))
    landed = latest(read_manifests(settings.raw))
    for day, instant in PUBLISHED.items():
        publications.record(settings, [each for each in landed if each.extract_date == day], f"{day}", instant)
    build(settings)
    return settings


def build(settings: Settings) -> None:
    """Without dbt's tests: those of what a promise is made of come with the second build."""
    begun = building.begin(settings, building.make_plan(settings), "test")
    for stage in (transform.CANONICAL, transform.MARTS):
        if stage == transform.MARTS:
            building.judge(settings, begun, lambda _: None)
        untested = replace(stage, exclude=f"{stage.exclude} resource_type:test".strip())
        assert transform.failure(building.run_dbt(settings, begun, untested), settings) == ""
    building.finish(settings, begun, lambda: shanghai(LAST, 9, 55))


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    folder: Path | None = publish.current(settings)
    assert folder
    with duckdb.connect(folder / publish.DATABASE, read_only=True) as marts:
        return marts.execute(query).fetchall()


def test_days_are_kept_or_missed_once_the_source_is_in_operation_and_the_promise_is_due(settings: Settings) -> None:
    kept = (
        "select extract_date, was_in_operation, is_published_in_time from core.fct_extract_days order by extract_date"
    )
    assert rows(settings, kept) == [
        (FIRST, False, None),
        (SECOND, False, None),
        (INSTALLED, True, True),
        (USUAL, True, True),
        (DELAYED, True, False),
        (GAP, True, False),
        (SLOW, True, False),
        (LAST, True, None),
    ]


def test_a_day_says_what_was_late_what_is_missing_and_since_when_it_can_be_read(settings: Settings) -> None:
    found = {
        day: told
        for day, *told in rows(
            settings,
            """
            select
                extract_date, late_entity_count, missing_entity_count, promised_entity_count - delivered_entity_count,
                last_cutoff_at, published_at
            from core.fct_extract_days
            """,
        )
    }
    assert found[USUAL] == [0, 0, 0, shanghai(USUAL, 9, 30), shanghai(USUAL, 10, 0)]
    assert found[DELAYED] == [1, 0, 0, shanghai(DELAYED, 11, 0), shanghai(DELAYED, 11, 20)]
    assert found[GAP] == [0, 1, 1, shanghai(GAP, 9, 30), shanghai(GAP, 9, 50)]
    assert found[LAST] == [0, 0, 0, shanghai(LAST, 9, 30), None]


def test_the_figure_is_the_companys_and_no_persons(settings: Settings) -> None:
    figures = """
        select subject_type, subject_id, numerator, denominator
        from kpi.kpi_values where kpi_id = 'platform_visibility_rate' and period_type = 'month' order by all
    """
    assert rows(settings, figures) == [
        ("company", "simulator", 2, 5),
        ("current_team", "(none)", 2, 5),
        ("office", "(none)", 2, 5),
        ("person", "(nobody)", 2, 5),
        ("team", "(none)", 2, 5),
    ]


def test_the_records_behind_the_figure_are_the_days(settings: Settings) -> None:
    behind = "select record_id from kpi.kpi_records where component = 'extract_days_in_time' order by all"
    assert rows(settings, behind) == [(f"{INSTALLED}",), (f"{USUAL}",)]


def test_status_and_summary_tell_how_the_last_days_went(settings: Settings) -> None:
    words = "2 of the last 5 promised days published in time"
    assert f"Promises   simulator: {words}" in status(settings)
    assert f"  platform: {words}" in summary(settings)


def test_the_builds_own_publication_is_entered_and_makes_nothing_new(settings: Settings) -> None:
    entered = f"select distinct extract_date, published_at from '{settings.publications}/*.parquet' order by all"
    assert duckdb.sql(entered).fetchall() == sorted((PUBLISHED | {LAST: shanghai(LAST, 9, 55)}).items())
    assert building.make_plan(settings).mode == "nothing"


def test_building_everything_again_changes_neither_an_instant_nor_a_verdict(settings: Settings) -> None:
    days = "from core.fct_extract_days order by all"
    before = rows(settings, days)
    begun = building.begin(settings, building.make_plan(settings, full=True), "again")
    again = building.run_dbt(
        settings, begun, transform.Stage("days", "+fct_extract_days", "test_name:as_many_as_landed")
    )
    assert transform.failure(again, settings) == ""
    with duckdb.connect(settings.warehouse, read_only=True) as warehouse:
        assert warehouse.execute(days).fetchall() == before
