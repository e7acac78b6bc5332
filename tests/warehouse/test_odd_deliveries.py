"""Lists missing, rows rejected, records that come and go: nobody is charged with what the platform does."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import odd_deliveries
import pytest
from builds_compared import differing
from odd_deliveries import ACTIVITIES, DAYS, OLD
from warehouse_home import Home

SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
FAULT = "platform fault: the extract of 2026-02-25 was missing"
# Activity: who answers, in which zone, deadline in UTC, whether it was in time or why nobody can say.
ENTRIES = {
    "rejected at first": ("patient", SHANGHAI, "2026-02-10 01:30", True),
    "report rejected at first": ("fielder", SHANGHAI, "2026-02-11 01:30", True),
    # Nobody knew yet that they are in Berlin, and what was judged once does not hang on later lists.
    "before the list": ("newcomer", SHANGHAI, "2026-02-11 01:30", False),
    "with the list": ("newcomer", BERLIN, "2026-02-16 08:30", True),
    "without a list of offices": ("berliner", BERLIN, "2026-02-13 08:30", True),
    "under a rejected delegation": ("helper", SHANGHAI, "2026-02-11 01:30", True),
    "under a delegation dropped since": ("stand-in", SHANGHAI, "2026-02-12 01:30", False),
    "after a delegation was dropped": ("leaving", SHANGHAI, "2026-02-13 01:30", False),
    "under a delegation corrected since": ("corrected", SHANGHAI, "2026-02-12 01:30", False),
    "a clock a minute ahead": ("hasty", SHANGHAI, "2026-02-11 01:30", True),
    "moved after a day of leave": ("mover", SHANGHAI, "2026-02-24 01:30", True),
    "moved": ("mate", SHANGHAI, "2026-02-24 01:30", True),
    # The extract of the next morning would have shown it, and did.
    "due after the missing extract": ("hotliner", SHANGHAI, "2026-02-25 07:00", False),
    "due before the missing extract": ("hotliner", SHANGHAI, "2026-02-24 03:00", FAULT),
    "deleted unseen": ("phantom", SHANGHAI, "2026-02-13 01:30", "deleted before the first extract"),
    "without an owner": ("walker", SHANGHAI, "2026-02-13 01:30", True),
    "without a time": ("undated", SHANGHAI, None, False),
}
STEPS = ("2026-02-13", "2026-02-20", DAYS[-1])


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    """The three weeks, built at once."""
    folder = tmp_path_factory.mktemp("odd")
    home = Home(folder / "home", odd_deliveries.project(folder / "project"))
    odd_deliveries.deliver(home.extracts)
    home.land()
    home.build()
    return home


@pytest.mark.thorough
def test_in_steps_it_comes_to_the_same(weeks: Home, tmp_path: Path) -> None:
    home = Home(tmp_path / "home", weeks.project)
    odd_deliveries.deliver(home.extracts)
    begin = DAYS[0]
    for end in STEPS:
        home.land([dt.date.fromisoformat(day) for day in DAYS if begin <= day <= end])
        home.build()
        begin = str(dt.date.fromisoformat(end) + dt.timedelta(1))
    assert differing(home.keep(tmp_path / "in steps"), weeks.keep(tmp_path / "at once")) == {}


@pytest.mark.parametrize("key", ACTIVITIES)
def test_the_entry(weeks: Home, key: str) -> None:
    found = weeks.published(f"""
        select accountable_person_id, time_zone, strftime(deadline_at, '%Y-%m-%d %H:%M'), is_on_time,
            not_assessed_reason
        from core.fct_record_entry where entity = 'activities' and record_id = '{key}'
    """).fetchall()
    assert [(*row[:3], row[4] if row[3] is None else row[3]) for row in found] == [ENTRIES[key]]


def test_a_record_that_was_rejected_at_first_is_not_backdated(weeks: Home) -> None:
    status = "select distinct recorded_status from core.fct_record_entry where record_id like '%rejected at first'"
    assert weeks.published(status).fetchall() == [("credible",)]
    findings = "select distinct entity from quality.fct_findings where kind = 'backdated' order by 1"
    assert weeks.published(findings).fetchall() == [("cases",), ("leads",)]


def test_what_changes_need_not_have_shown_is_not_backdated(weeks: Home) -> None:
    status = """
        select record_id, recorded_status from core.fct_record_entry
        where entity = '{}' and record_id in ({}) order by entered_at
    """
    old = ", ".join(f"'{key}'" for key in OLD)
    assert weeks.published(status.format("leads", old)).fetchall() == [
        ("of last year", "backdated"),
        ("at the first cut-off", "backdated"),
        ("put into the past", "backdated"),
        ("in time", "credible"),
        ("lost with its key", "unverified"),
        ("entered after that", "backdated"),
    ]
    assert weeks.published(status.format("cases", old)).fetchall() == [
        ("of last year", "unverified"),
        ("at the first cut-off", "unverified"),
        ("put into the past", "backdated"),
        ("in time", "credible"),
        ("lost with its key", "unverified"),
        ("entered after that", "backdated"),
    ]


def test_without_a_single_time_of_an_event_nobody_has_left_it_out(weeks: Home) -> None:
    reason = "select is_on_time, not_assessed_reason from core.fct_record_entry where record_id = 'never dated'"
    assert weeks.published(reason).fetchall() == [(None, "no event time delivered")]


@pytest.mark.parametrize(("person", "is_reported"), [("fielder", True), ("phantom", False), ("walker", True)])
def test_a_day_in_the_field_is_reported_by_what_was_there(weeks: Home, person: str, is_reported: bool) -> None:
    found = weeks.published(f"""
        select passed_count, failed_count from quality.fct_rule_results
        where rule_id = 'day.reported' and accountable_person_id = '{person}'
    """).fetchall()
    assert found == [(1, 0) if is_reported else (0, 1)]


def test_the_grace_goes_by_the_calendar_of_the_event_s_day(weeks: Home) -> None:
    found = weeks.published("""
        select accountable_person_id, strftime(repair_due_at, '%Y-%m-%d %H:%M'), outcome, counts
        from quality.fct_defects where rule_id = 'contact.occupation_present' order by 1
    """).fetchall()
    assert found == [(person, "2026-02-25 01:30", "repaired", False) for person in ("mate", "mover")]


def test_a_win_that_a_snapshot_lacked_for_two_days_still_counts(weeks: Home) -> None:
    sales = weeks.published("""
        select subject_id, period_start, value from kpi.kpi_values
        where kpi_id = 'total_sales' and subject_type = 'person' and period_type = 'day' order by 1
    """).fetchall()
    # The evening in Berlin is the owner's day, although the assistant in Shanghai enters it on the next.
    assert sales == [
        ("karl", dt.date(2026, 2, 12), 500),
        ("mate", dt.date(2026, 2, 9), 500),
        ("mover", dt.date(2026, 2, 9), 500),
    ]
    returned = weeks.published("""
        select record_id, before_extract_date::varchar, after_extract_date::varchar, changed_by_person_id
        from quality.fct_findings where kind = 'vanished_and_returned'
    """).fetchall()
    assert returned == [("win that comes back", "2026-02-12", "2026-02-14", "mover")]


def test_codes_that_nobody_mapped_are_told_as_not_assessed(weeks: Home) -> None:
    told = weeks.published("""
        select rule_id, reason, record_count from quality.mart_not_assessed
        where rule_id in ('activity.account_present', 'opportunity.amount_positive') order by 1
    """).fetchall()
    types = "call, visit, email, follow_up, nothing_to_report"
    assert told == [
        ("activity.account_present", f"activity_type Anruf is none of {types}", 1),
        ("opportunity.amount_positive", "stage Gewonnen is none of opportunity_stages.csv", 1),
    ]


def test_why_a_source_has_no_sales_is_told(weeks: Home, tmp_path: Path) -> None:
    """The same weeks without the row of their currency, and without the changes of stage."""
    compiled = weeks.settings.home / "dbt/target/compiled/scorehouse/models/quality/mart_not_assessed.sql"
    with duckdb.connect(shutil.copy(weeks.settings.warehouse, tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute(f"attach '{weeks.settings.judged}' as judged (read_only)")
        warehouse.execute("update core.fct_opportunities set is_in_reporting_currency = null")
        warehouse.execute("delete from intermediate.int_opportunity_stage_changes__versioned")
        told = warehouse.execute(f"""
            select reason, record_count from ({compiled.read_text(encoding="utf-8")})
            where rule_id = 'total_sales' order by 1
        """).fetchall()
    assert told == [
        ("the source has delivered no opportunity_stage_changes", 4),
        ("the source has no row in reporting_currencies.csv", 4),
    ]


def test_an_order_is_gone_for_commission_when_an_extract_or_its_own_word_says_so_by_the_cut(weeks: Home) -> None:
    reasons = weeks.published(
        "select order_id, reason from entry.fct_order_capture where booked_date is not null order by 1"
    ).fetchall()
    assert reasons == [
        ("called deleted before the cut", "not_entered"),
        ("gone before the cut", "not_entered"),
        ("gone by the extract after the cut", None),
        ("stays", None),
    ]


def test_orders_whose_day_is_unknown_are_in_no_period_and_are_told(weeks: Home) -> None:
    periods = weeks.published("""
        select period_type, period_start::varchar, denominator from kpi.kpi_values
        where kpi_id = 'order_capture_rate' and subject_type = 'company' and period_type in ('month', 'year')
    """).fetchall()
    assert sorted(periods) == [("month", "2026-01-01", 4), ("year", "2026-01-01", 4)]
    assert weeks.published("from kpi.kpi_values where period_start is null").fetchall() == []
    months = "select month_start::varchar, order_count, booked_amount::integer from entry.mart_order_capture_by_person"
    assert weeks.published(months).fetchall() == [("2026-01-01", 4, 400)]
    told = "select rule_id, reason, record_count from quality.mart_not_assessed where entity = 'ledger_orders'"
    reason = "it does not say when it was booked, or a day that means nothing"
    assert weeks.published(told).fetchall() == [("order_capture_rate", reason, 2)]


def test_a_snapshot_does_not_say_who_took_a_record_out(weeks: Home) -> None:
    tombstones = weeks.warehouse("""
        select updated_by_id, updated_at from intermediate.int_opportunity_stage_changes__versioned where is_deleted
    """).fetchall()
    assert tombstones == [(None, None)]
