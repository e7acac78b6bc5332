"""The published data are fresh when they are of the day due, whenever somebody built them."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from command import Command

from orchestration.build import publishing
from orchestration.build.freshness import freshness
from orchestration.defs.freshness import evaluation
from orchestration.settings import Settings

DAILY, WORKING_DAYS = (
    "till,*,every_day,10:00,0,0001-01-01,9999-12-31",
    "till,*,working_days,10:00,0,0001-01-01,9999-12-31",
)
OVER = "till,*,every_day,10:00,0,0001-01-01,2026-02-28"
# 2 March 2026 is a Monday; 10:00 in Shanghai is 02:00 in UTC.
FRIDAY, SATURDAY_10, MONDAY_9, MONDAY_10 = "2026-02-27", "2026-02-28 02:00", "2026-03-02 01:59", "2026-03-02 02:00"


@pytest.fixture
def settings(installed: Command, tmp_path: Path) -> Settings:
    """A copy with what a till delivered on a Friday, and nothing on the Saturday, published."""
    project = tmp_path / "checkout"
    shutil.copytree(installed.settings.project / "dbt_project" / "models", project / "dbt_project" / "models")
    settings = Settings(tmp_path / "home", project)
    folder = settings.published / "builds" / "one"
    folder.mkdir(parents=True)
    with duckdb.connect(folder / publishing.DATABASE) as marts:
        marts.execute("create schema core")
        marts.execute(f"""
            create table core.fct_extract_days as
            from (values ('till', date '{FRIDAY}', 2), ('till', date '{FRIDAY}' + 1, 0), ('shop', date '2026-03-02', 1))
                as days (source, extract_date, delivered_entity_count)
        """)
        marts.execute("""
            create table core.dim_calendar_day as
            select 'CN' as calendar, day::date as date, isodow(day) < 6 as is_working_day
            from range(date '2026-02-01', date '2026-04-01', interval 1 day) as days (day)
        """)
    (folder / publishing.ABOUT).write_text('{"as_of": "", "fingerprint": "", "rows": {}, "keys": {}}')
    (settings.published / "current").symlink_to(folder)
    return settings


def promise(settings: Settings, *rows: str) -> None:
    seed = settings.project / "dbt_project" / "seeds" / "extract_promises.csv"
    seed.parent.mkdir()
    header = "source,entity,days,publish_time,tolerance_minutes,valid_from,valid_to"
    seed.write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def said(settings: Settings, now: str) -> tuple[bool, str | None]:
    found = evaluation(settings, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found.severity == dg.AssetCheckSeverity.WARN
    return found.passed, found.description


@pytest.mark.parametrize(
    ("promised", "now", "expected"),
    [
        (DAILY, "2026-02-28 01:59", (True, "till is of 2026-02-27")),
        (DAILY, SATURDAY_10, (False, "till is of 2026-02-27, and 2026-02-28 was due")),
        (WORKING_DAYS, SATURDAY_10, (True, "till is of 2026-02-27")),
        (WORKING_DAYS, MONDAY_9, (True, "till is of 2026-02-27")),
        (WORKING_DAYS, MONDAY_10, (False, "till is of 2026-02-27, and 2026-03-02 was due")),
        (OVER, MONDAY_10, (True, "No source is promised.")),
    ],
)
def test_what_is_due_follows_from_the_promise_in_the_zone_and_by_the_calendar_of_the_source(
    settings: Settings, promised: str, now: str, expected: tuple[bool, str]
) -> None:
    promise(settings, promised)
    assert said(settings, now) == expected


def test_both_days_stand_beside_the_sentence(settings: Settings) -> None:
    promise(settings, DAILY)
    found = evaluation(settings, datetime(2026, 2, 28, 2, tzinfo=UTC))
    assert found.metadata["till"].value == {"newest": "2026-02-27", "due": "2026-02-28"}


def test_without_promises_or_anything_published_nothing_is_due(settings: Settings, tmp_path: Path) -> None:
    assert said(settings, MONDAY_10) == (True, "No source is promised.")
    assert freshness(Settings(tmp_path / "empty", settings.project), datetime.now(UTC)) == []
