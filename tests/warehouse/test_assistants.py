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
        where assistant_id = 'zhu' and date between '2026-03-16' and '2026-03-18' order by date
    """).fetchall()
    assert days == [
        (dt.date(2026, 3, 16), 4, 3, 2, 6, 4, 1.5),  # a contact of weight 3 and three activities; one is deleted
        (dt.date(2026, 3, 17), 1, 1, 1, 1, None, None),
        (dt.date(2026, 3, 18), 0, 0, 0, 0, 8, 0),
    ]


def test_only_assistants_have_a_workload(company: Home) -> None:
    assistants = "select distinct assistant_id from entry.mart_assistant_workload"
    assert company.published(assistants).fetchall() == [("zhu",)]


def test_the_workload_of_a_month_is_a_sum_and_its_rate_a_ratio_of_sums(company: Home) -> None:
    assert figure(company, "assistant_workload", "zhu") == [(19, None, 19)]
    assert figure(company, "assistant_workload_per_hour", "zhu") == [(6, 12, 0.5)]
    day = ("day", dt.date(2026, 3, 16))
    assert figure(company, "assistant_workload_per_hour", "zhu", *day) == [(6, 4, 1.5)]


def test_a_reply_counts_within_four_hours_and_is_good_with_outcome_and_next_step(company: Home) -> None:
    assert figure(company, "outreach_response_rate", "ren") == [(3, 5, 0.6)]
    assert figure(company, "outreach_response_quality", "ren") == [(3, 4, 0.75)]


def test_outreach_is_due_on_working_days_while_an_assistant_is_delegated_for_it(company: Home) -> None:
    due = "select distinct rep_id, min(date), max(date), count(*) from entry.mart_outreach_coverage group by rep_id"
    assert company.published(due).fetchall() == [("ren", dt.date(2026, 3, 2), dt.date(2026, 3, 20), 15)]
    assert figure(company, "outreach_coverage", "zhu") == [(4, 15, pytest.approx(4 / 15))]


def test_an_outreach_on_a_free_day_is_answered_but_covers_no_day_due(company: Home) -> None:
    saturday = dt.date(2026, 3, 7)
    assert figure(company, "outreach_response_rate", "ren", "day", saturday) == [(1, 1, 1)]
    assert figure(company, "outreach_coverage", "zhu", "day", saturday) == []


def test_use_is_frequent_by_working_days_and_deep_by_functions_of_the_role(company: Home) -> None:
    # From the first use on the 3rd to the last day known there are 21 working days in March; a Saturday is none.
    assert figure(company, "crm_usage_rate", "li") == [(2, 21, pytest.approx(2 / 21))]
    assert figure(company, "crm_usage_depth", "li") == [(3, 4, 0.75)]
    assert figure(company, "crm_usage_rate", "karl") == [(1, 21, pytest.approx(1 / 21))]


def test_the_day_of_the_last_extract_is_not_yet_known(company: Home) -> None:
    assert figure(company, "crm_usage_rate", "li", start=APRIL) == []
