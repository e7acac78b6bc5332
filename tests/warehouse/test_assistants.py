"""The assistant of a company written by hand, the outreach, and who used the CRM."""

import datetime as dt

import pytest
from test_order_capture import figure
from warehouse_home import Home

APRIL = dt.date(2026, 4, 1)


@pytest.fixture(scope="module")
def company(at_work: Home) -> Home:
    return at_work


def test_work_is_weighted_and_divided_by_the_hours_of_the_day(company: Home) -> None:
    days = company.published("""
        select date, record_count, record_count_for_others, served_count, weighted_count, working_hours,
            weighted_per_hour
        from entry.mart_assistant_workload
        where assistant_person_id = 'zhu' and date between '2026-03-16' and '2026-03-18' order by date
    """).fetchall()
    assert days == [
        (dt.date(2026, 3, 16), 4, 3, 2, 6, 4, 1.5),  # a contact of weight 3 and three activities; one is deleted
        (dt.date(2026, 3, 17), 1, 1, 1, 1, None, None),
        (dt.date(2026, 3, 18), 0, 0, 0, 0, 8, 0),
    ]


def test_only_assistants_have_a_workload(company: Home) -> None:
    assistants = "select distinct assistant_person_id from entry.mart_assistant_workload"
    assert sorted(company.published(assistants).fetchall()) == [("newcomer",), ("zhu",)]


def test_who_is_delegated_for_a_day_has_the_workload_of_that_day(company: Home) -> None:
    days = "select date, record_count from entry.mart_assistant_workload where assistant_person_id = 'newcomer'"
    assert company.published(days).fetchall() == [(dt.date(2026, 3, 5), 1)]


def test_the_workload_of_a_month_is_a_sum_and_its_rate_a_ratio_of_sums(company: Home) -> None:
    assert figure(company, "assistant_workload", "zhu") == [(19, None, 19)]
    assert figure(company, "assistant_workload_per_hour", "zhu") == [(6, 12, 0.5)]
    day = ("day", dt.date(2026, 3, 16))
    assert figure(company, "assistant_workload_per_hour", "zhu", *day) == [(6, 4, 1.5)]


def test_a_reply_counts_within_four_hours_and_is_good_with_outcome_and_next_step(company: Home) -> None:
    assert figure(company, "outreach_response_rate", "ren") == [(3, 5, 0.6)]
    assert figure(company, "outreach_response_quality", "ren") == [(3, 4, 0.75)]


def test_outreach_without_a_reply_counts_when_the_time_for_one_has_run_out(company: Home) -> None:
    assert figure(company, "outreach_response_rate", "ren", start=APRIL) == [(1, 2, 0.5)]
    due = "select outreach_id, is_due from entry.fct_outreach where outreach_id like 'in april%' order by 1"
    assert company.published(due).fetchall() == [
        ("in april at 05:30", True),
        ("in april at 05:31", False),
        ("in april at 08:00", True),
    ]


def test_outreach_is_due_while_an_assistant_is_delegated_for_it_and_both_work(company: Home) -> None:
    due = "select rep_person_id, min(date), max(date), count(*) from entry.mart_outreach_coverage group by 1"
    assert company.published(due).fetchall() == [("ren", dt.date(2026, 3, 2), dt.date(2026, 3, 20), 14)]
    assert figure(company, "outreach_coverage", "zhu") == [(4, 14, pytest.approx(4 / 14))]
    leave = "select date from entry.mart_outreach_coverage where date = '2026-03-11'"
    assert company.published(leave).fetchall() == []


def test_an_outreach_on_a_free_day_is_answered_but_covers_no_day_due(company: Home) -> None:
    saturday = dt.date(2026, 3, 7)
    assert figure(company, "outreach_response_rate", "ren", "day", saturday) == [(1, 1, 1)]
    assert figure(company, "outreach_coverage", "zhu", "day", saturday) == []


def test_use_is_frequent_by_working_days_and_deep_by_functions_of_the_role(company: Home) -> None:
    # From the first use on the 3rd to the last day known there are 21 working days in March; a Saturday is none.
    assert figure(company, "crm_usage_rate", "li") == [(2, 21, pytest.approx(2 / 21))]
    assert figure(company, "crm_usage_depth", "li") == [(3, 4, 0.75)]
    assert figure(company, "crm_usage_rate", "karl") == [(1, 21, pytest.approx(1 / 21))]


def test_working_days_without_use_count_up_to_the_last_that_was_over_at_the_last_extract(company: Home) -> None:
    # Nobody used anything on the 1st, 2nd, 3rd and 7th; the use of the 8th is not yet known to be all of that day.
    assert figure(company, "crm_usage_rate", "li", start=APRIL) == [(0, 4, 0)]
    assert figure(company, "crm_usage_depth", "li", start=APRIL) == [(0, 4, 0)]
    # In Los Angeles it is still the 7th.
    assert figure(company, "crm_usage_rate", "walt", start=APRIL) == [(0, 3, 0)]
