"""Spending, memberships, volumes and relations: what is told is told after it happened, and the hard cases occur."""

from collections import defaultdict
from itertools import pairwise

import pytest
from simulated_company import Row, Simulated

STEPS = ("registered_on", "joined_on", "left_on")


def delivered(company: Simulated, entity: str) -> list[tuple[str, Row]]:
    return [(date, row) for date in company.dates for row in company.extract(entity, date)]


@pytest.fixture(scope="module")
def memberships(company: Simulated) -> dict[str, list[tuple[str, Row]]]:
    states = defaultdict(list)
    for date, row in delivered(company, "memberships"):
        states[row["id"]].append((date, row))
    return states


def test_nothing_is_told_before_its_day_is_over(
    company: Simulated, memberships: dict[str, list[tuple[str, Row]]]
) -> None:
    for entity, column in (("marketing_spend", "spent_on"), ("market_volumes", "last_date")):
        rows = delivered(company, entity)
        assert rows and all(row[column] < date for date, row in rows)
    assert all(row[step] < date for states in memberships.values() for date, row in states for step in STEPS)


def test_a_membership_is_told_again_with_what_it_said_and_more(
    memberships: dict[str, list[tuple[str, Row]]],
) -> None:
    assert any(len(states) > 2 for states in memberships.values())
    for states in memberships.values():
        for (_, before), (_, after) in pairwise(states):
            assert before["account_id"] == after["account_id"]
            assert all(before[step] in ("", after[step]) for step in STEPS)
            assert sum(before[step] != after[step] for step in STEPS) > 0
        last = states[-1][1]
        assert last["registered_on"] <= (last["joined_on"] or "9") and last["joined_on"] <= (last["left_on"] or "9")


def test_memberships_that_are_easily_miscounted_occur(memberships: dict[str, list[tuple[str, Row]]]) -> None:
    last = [states[-1][1] for states in memberships.values()]
    accounts = [row["account_id"] for row in last if row["joined_on"]]
    assert len(set(accounts)) < len(accounts)
    assert any(row["joined_on"] and not row["registered_on"] for row in last)
    assert any(row["registered_on"] and not row["joined_on"] for row in last)
    assert any(row["left_on"] for row in last)


def test_a_customer_is_sent_by_an_older_one_and_says_later_that_it_leaves(company: Simulated) -> None:
    states = defaultdict(list)
    for date, row in delivered(company, "accounts"):
        states[row["id"]].append((date, row))
    sent = {account: rows[0][1]["referrer_account_id"] for account, rows in states.items()}
    assert 0 < sum(map(bool, sent.values())) < len(sent)
    assert all(referrer < account for account, referrer in sent.items())
    assert not any(rows[0][1]["relation_ended_on"] for rows in states.values())
    ends = [row for rows in states.values() for _, row in rows if row["relation_ended_on"]]
    assert {row["end_reason"] for row in ends} == {"", "ended", "competitor"}
    assert all(row["relation_ended_on"] <= date for rows in states.values() for date, row in rows)


def test_spending_is_on_campaigns_and_on_channels_for_two_purposes(company: Simulated) -> None:
    rows = [row for _, row in delivered(company, "marketing_spend")]
    assert {row["purpose"] for row in rows} == {"acquisition", "retention"}
    assert all(bool(row["campaign_id"]) != bool(row["channel"]) for row in rows)
    assert len({bool(row["campaign_id"]) for row in rows}) == 2


def test_leads_are_qualified_before_they_are_opportunities_and_some_by_nobody(company: Simulated) -> None:
    last = {row["id"]: row for _, row in delivered(company, "leads")}.values()
    converted = [row for row in last if row["converted_at"]]
    assert all(row["received_at"] <= row["sales_qualified_at"] <= row["converted_at"] for row in converted)
    assert 0 < sum(not row["marketing_qualified_at"] for row in converted) < len(converted)
    assert any(row["sales_qualified_at"] and not row["converted_at"] for row in last)
