"""The truth beside the files: it says neither more nor less than the files themselves do."""

import datetime as dt
import re

import chinese_calendar
import holidays
import pandas as pd
import pytest
from judge_by_hand import Entry, failures
from simulated_company import Simulated

from expectations.rules import SUITES
from orchestration.settings import PROJECT
from simulator.company.calendar import is_working

# A day without a word is no fault of any record: `test_simulated_absence` looks at those.
RULES = {rule.rule_id: (suite, rule) for suite in SUITES if suite.entity != "expected_days" for rule in suite.rules}


def stated(company: Simulated) -> set[tuple[str, str, str]]:
    final = company.faults[company.faults.final]
    return set(zip(final.rule_id, final.entity, final.record_id, strict=True))


def naive(instant: dt.datetime | None) -> dt.datetime | None:
    return instant.replace(tzinfo=None) if instant else None


def assert_entries_agree(company: Simulated, entries: dict[tuple[str, str], Entry]) -> None:
    told = company.records.astype(object).where(company.records.notna(), None)
    assert len(told) == len(entries)
    for row in told.itertuples():
        entry = entries[row.entity, row.record_id]
        assert (row.owner_id, row.entered_by_id, row.accountable_id) == (entry.owner, entry.enterer, entry.accountable)
        assert (row.event_at, row.entered_at) == (naive(entry.event_at), naive(entry.entered_at))
        assert (row.deadline_at, row.recorded_at) == (naive(entry.deadline_at), naive(entry.recorded_at))
        assert (row.event_date, str(row.first_extract_date)) == (entry.event_date, entry.first_extract)
        assert (row.recorded_status, row.is_on_time) == (entry.status, entry.is_on_time)
        assert row.is_platform_fault == entry.is_platform_fault


def test_deadlines_and_accountability_equal_a_slow_computation_from_the_files(
    company: Simulated, entries: dict[tuple[str, str], Entry]
) -> None:
    assert_entries_agree(company, entries)


def test_they_do_so_across_a_clock_change_too(
    clock_change: Simulated, clock_change_entries: dict[tuple[str, str], Entry]
) -> None:
    assert_entries_agree(clock_change, clock_change_entries)
    deadlines = clock_change.records[["event_date", "deadline_at"]].astype(str).apply(tuple, axis=1)
    assert {("2026-03-27", "2026-03-30 07:30:00"), ("2026-03-26", "2026-03-27 08:30:00")} <= set(deadlines)


def test_every_stated_mistake_is_in_the_files_and_nothing_else_is_wrong(
    company: Simulated, entries: dict[tuple[str, str], Entry]
) -> None:
    assert failures(company, entries) == stated(company)


@pytest.mark.parametrize("rule_id", RULES)
def test_each_declared_rule_is_broken_somewhere_to_the_end(company: Simulated, rule_id: str) -> None:
    assert rule_id in {rule for rule, *_ in stated(company)}, how_to_plant(rule_id)


def how_to_plant(rule_id: str) -> str:
    """What to write for a rule that nobody breaks, and where."""
    suite, rule = RULES[rule_id]
    (column, *_) = rule.check.reads
    drawn = rf'\bRecords\(\s*\w+,\s*"{re.escape(suite.entity)}"'
    folder = PROJECT / "simulator"
    files = [path for path in sorted(folder.rglob("*.py")) if re.search(drawn, path.read_text(encoding="utf-8"))]
    where = " or ".join(str(path.relative_to(PROJECT)) for path in files) or "the module of simulator"
    leave = f'records.leave_blank("{column}", "{rule_id}")'
    how = leave if rule.check.missing_counts else f'records.plant("{rule_id}", ...), with records.book(...)'
    return (
        f"No simulated record breaks {rule_id} to the end. Plant it in {where}, where {suite.entity} are drawn: {how}"
    )


def test_every_kind_of_mistake_occurs(company: Simulated) -> None:
    kinds = company.faults.groupby("rule_id").kind.agg(set)
    assert kinds["record.recorded_by_deadline"] == {"one_minute_late", "hours_late", "days_late", "backdated_late"}
    assert kinds["record.not_backdated"] == {"backdated_in_time", "backdated_late"}
    assert len(kinds["contact.occupation_present"]) == 6
    assert len(kinds["contact.phone_present"]) == 7
    assert kinds["case.creation_recorded"] == {"no_entry", "no_enterer", "no_entry_time", "nobody_at_all"}


def test_one_minute_decides(company: Simulated) -> None:
    known = company.records[~company.records.is_platform_fault].dropna(subset="entered_at")
    slack = (known.deadline_at - known.entered_at).dt.total_seconds()
    credible = known.recorded_status == "credible"
    assert set(known[credible & (slack == 60)].is_on_time) == {True}
    assert set(known[credible & (slack == 0)].is_on_time) == {True}
    assert set(known[credible & (slack == -60)].is_on_time) == {False}


def test_repaired_mistakes_are_listed_but_not_final(company: Simulated) -> None:
    faults = company.faults
    assert (faults.repaired_on.isna() == faults.final).all()
    repaired = faults[~faults.final]
    assert len(repaired) > 50
    assert repaired.repaired_on.max() <= dt.date.fromisoformat(company.dates[-1])
    first = company.records.set_index(["entity", "record_id"]).first_extract_date
    assert all(row.repaired_on > first[row.entity, row.record_id] for row in repaired.itertuples())


def test_faults_name_the_accountable_person_and_the_minute(company: Simulated) -> None:
    told = company.faults.merge(company.records, on=["entity", "record_id"], suffixes=("", "_of_record"))
    assert len(told) == len(company.faults)
    assert told.accountable_id.fillna("").equals(told.accountable_id_of_record.fillna(""))
    assert told.event_date.equals(told.event_date_of_record)
    late = told[told.rule_id == "record.recorded_by_deadline"]
    assert late.minute.equals(late.entered_at.dt.floor("min"))
    assert told.accountable_id.isna().any()


def test_people_have_different_habits(company: Simulated) -> None:
    activities = company.records[company.records.entity == "activities"]
    rates = activities.groupby("accountable_id").is_on_time.agg(lambda column: pd.to_numeric(column).mean())
    assert rates.max() - rates.min() > 0.05


def test_chinas_calendar_has_the_make_up_days_of_2026() -> None:
    official = holidays.country_holidays("CN", years=2026)
    made_up = {day for day in pd.date_range("2026-01-01", "2026-12-31").date if day.weekday() > 4 and is_working(day)}
    assert made_up == {dt.date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    for day in pd.date_range("2026-01-01", "2026-12-31").date:
        assert is_working(day) == official.is_working_day(day) == chinese_calendar.is_workday(day)
