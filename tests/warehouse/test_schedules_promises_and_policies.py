"""People away, extracts late, policies changed: what becomes of a month written by hand, worked out by hand."""

import datetime as dt
from dataclasses import dataclass

import hand_made_schedules
import pytest
from builds_compared import differing
from hand_made_schedules import DAYS, ENTRIES, TOLD_LATER
from warehouse_home import Home, Kept

EXTRACTS = [dt.date.fromisoformat(day) for day in DAYS]
HELD_BEFORE = ("leave told when it is over", "leave taken back")


@dataclass
class Month:
    """The finished month, and what was kept on the way there."""

    home: Home
    before: dict[str, tuple]
    modes: list[str]
    added: Kept
    at_once: Kept


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Month:
    folder = tmp_path_factory.mktemp("month")
    home = Home(folder / "home", hand_made_schedules.project(folder / "project"))
    hand_made_schedules.deliver(home.extracts)
    told = DAYS.index(TOLD_LATER)
    home.land(EXTRACTS[:told])
    modes = [home.build().mode]
    before = {key: entry(home, key)[:2] for key in HELD_BEFORE}
    home.land(EXTRACTS[told:])
    modes.append(home.build().mode)
    added = home.keep(folder / "added")
    home.unbuild()
    modes.append(home.build().mode)
    return Month(home, before, modes, added, home.keep(folder / "at once"))


def entry(home: Home, key: str) -> tuple:
    """When a record was due, Shanghai time, and whether it was on time or why that is not known."""
    deadline, is_on_time, is_fault, reason, *policy = home.published(f"""
        select deadline_at, is_on_time, is_platform_fault, not_assessed_reason, policy_id, policy_version
        from core.fct_record_entry where entity = 'activities' and record_id = '{key}'
    """).fetchall()[0]
    assert is_fault == (reason is not None)
    due = f"{deadline + dt.timedelta(hours=8):%Y-%m-%d %H:%M}"
    return due, reason if is_on_time is None else is_on_time, tuple(policy)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_entry(month: Month, key: str) -> None:
    expected = ENTRIES[key]
    assert entry(month.home, key) == (expected.due, expected.outcome, expected.policy)


def test_what_was_not_known_yet_did_not_count_yet(month: Month) -> None:
    sick, returner = (month.before[key] for key in HELD_BEFORE)
    assert sick == ("2026-03-16 09:30", False)
    assert returner == ("2026-03-19 09:30", True)


def test_records_are_restated_to_what_building_everything_gives(month: Month) -> None:
    assert month.modes == ["full", "incremental", "full"]
    assert differing(month.added, month.at_once) == {}


def test_platform_faults_are_in_neither_count(month: Month) -> None:
    found = month.home.published("""
        select numerator, denominator from kpi.kpi_values
        where kpi_id = 'entry_timeliness_rate' and subject_id = 'mate' and period_type = 'month'
    """).fetchall()
    outcomes = [expected.outcome for expected in ENTRIES.values() if expected.person == "mate"]
    assert found == [(outcomes.count(True), outcomes.count(True) + outcomes.count(False))]
    assert len([outcome for outcome in outcomes if isinstance(outcome, str)]) == 4


def test_the_repair_grace_is_the_one_of_the_policy(month: Month) -> None:
    found = month.home.warehouse("""
        select policy_id, policy_version, max(repair_grace_days) from intermediate.int_records__attributed
        where source = 'simulator' group by all order by all
    """).fetchall()
    assert found == [("default", 1, 2), ("hotline", 1, 2), ("lab", 1, 2), ("lab", 2, 5), ("patient", 1, 1000)]


def test_a_repair_is_in_time_where_the_calendar_does_not_reach_the_end_of_the_grace(month: Month) -> None:
    found = month.home.published("""
        select record_id, outcome, repair_due_at, is_in_grace, counts
        from quality.fct_defects where rule_id = 'lead.source_present' order by 1
    """).fetchall()
    assert found == [("not repaired", "open", None, False, True), ("repaired", "repaired", None, True, False)]


def test_promised_extracts_are_in_time_late_or_missing(month: Month) -> None:
    found = month.home.warehouse("""
        select cast(extract_date as varchar), status, cast(delivered_extract_date as varchar)
        from intermediate.int_extract_promises where entity = 'activities' and status != 'on_time' order by 1
    """).fetchall()
    assert found == [
        ("2026-03-23", "late", "2026-03-23"),
        ("2026-03-26", "missing", "2026-03-28"),
        ("2026-03-27", "missing", "2026-03-28"),
    ]


def test_a_defect_whose_grace_has_no_known_end_counts_among_the_repairs_once_it_is_repaired(month: Month) -> None:
    found = month.home.published("""
        select numerator, denominator from kpi.kpi_values
        where kpi_id = 'defect_repair_rate' and subject_id = 'patient' and period_type = 'year'
    """).fetchall()
    assert found == [(1, 1)]


def test_key_fields_are_those_of_the_day_a_contact_was_met(month: Month) -> None:
    found = month.home.published("""
        select contact_id, has_key_fields, has_valid_key_fields, reason
        from entry.mart_customer_exclusivity where source = 'simulator' order by contact_id
    """).fetchall()
    lacking = "key_field_missing_or_invalid"
    assert found == [
        ("a child", True, False, lacking),
        ("again before anything was asked", True, True, None),
        ("aged", True, True, None),
        ("at an account", True, True, None),
        ("at no account", False, False, lacking),
        ("before anything was asked", True, True, None),
        ("of unknown age", False, False, lacking),
    ]
    completeness = month.home.published("""
        select period_start, numerator, denominator from kpi.kpi_values
        where kpi_id = 'key_field_complete_rate' and subject_id = 'weekender' and period_type = 'day'
        order by period_start
    """).fetchall()
    assert completeness == [(dt.date(2026, 3, 13), 2, 3), (dt.date(2026, 3, 16), 1, 2)]


def test_a_duplicate_counts_among_all_contacts_whatever_fields_are_key(month: Month) -> None:
    found = month.home.published("""
        select kpi_id, numerator, denominator from kpi.kpi_values
        where kpi_id in ('duplicate_rate', 'key_field_complete_rate') and subject_id = 'weekender'
            and period_type = 'day' and period_start = '2026-03-09'
    """).fetchall()
    assert found == [("duplicate_rate", 1, 2)]


def test_a_team_of_today_is_weighed_like_the_team_of_the_day(month: Month) -> None:
    found = month.home.published("""
        select distinct subject_type, dimension_weight, min_sample from kpi.kpi_data_quality_scores
        where subject_id = 'LAB' and dimension = 'validity' order by 1
    """).fetchall()
    assert found == [("current_team", 60, 3), ("team", 60, 3)]


def test_a_word_says_nothing_from_its_day_on_and_where_its_row_says(month: Month) -> None:
    found = month.home.warehouse("""
        select record_id, occupation, account_id from intermediate.int_contacts__flagged
        where source = 'simulator' and record_id in ('aged', 'at an account', 'at no account') order by record_id
    """).fetchall()
    assert found == [("aged", "待补充", None), ("at an account", None, "A1"), ("at no account", None, None)]
    elsewhere = month.home.warehouse("select distinct account_id from intermediate.int_activities__versioned")
    assert elsewhere.fetchall() == [("AC",)]


# Weights and judgements. Declared: 2 for an entry not backdated, 1 for one after the event. No weight, no judgement.
VALIDITY = {
    ("labber", 10): (1, 1),
    ("labber", 13): (1, 1),
    ("labber", 16): (6 + 1, 2),
    ("mover", 13): (1, 1),
    ("mover", 17): (6 + 1, 2),
    ("berliner", 17): (2 + 1, 2),
}


@pytest.mark.parametrize(("person", "day"), VALIDITY)
def test_a_rule_weighs_what_its_policy_says_on_the_day_of_the_event(month: Month, person: str, day: int) -> None:
    found = month.home.published(f"""
        select component, value, record_count from kpi.fct_kpi_components
        where person_id = '{person}' and date = '2026-03-{day}' and component like 'validity%'
        order by component
    """).fetchall()
    counts = VALIDITY[person, day]
    assert found == [("validity_assessed", *counts), ("validity_passed", *counts)]
