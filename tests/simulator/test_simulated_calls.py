"""Calls and surveys: what is told of the calls is what the files say, and the cases that are easily got wrong occur."""

import datetime as dt
from collections import Counter, defaultdict

import pytest
from simulated_company import Row, Simulated

Calls = dict[str, Row]


@pytest.fixture(scope="module")
def calls(company: Simulated) -> Calls:
    delivered = [row for date in company.dates for row in company.extract("calls", date)]
    assert len(delivered) == len({row["id"] for row in delivered})
    return {row["id"]: row for row in delivered}


def seconds(row: Row, until: str) -> float:
    offered, end = (dt.datetime.fromisoformat(row[column]) for column in ("offered_at", until))
    return (end - offered).total_seconds()


def outcome(row: Row) -> str:
    answered = row["is_answered"] == "true"
    if row["call_direction"] == "outbound":
        return "outbound_answered" if answered else "outbound_unanswered"
    if row["is_blocked"] == "true":
        return "blocked"
    if answered:
        return "in_time" if seconds(row, "answered_at") <= 20 else "late"
    return "short_abandon" if seconds(row, "ended_at") <= 5 else "abandoned"


def test_what_became_of_each_call_is_what_the_files_say(company: Simulated, calls: Calls) -> None:
    told = dict(company.told("calls", "call_id", "outcome"))
    assert {call: outcome(row) for call, row in calls.items()} == told
    assert len(set(told.values())) == 7


def test_a_call_is_over_and_written_down_before_it_is_delivered(company: Simulated) -> None:
    for before, date in zip(["", *company.dates], company.dates, strict=False):
        for row in company.extract("calls", date):
            over = dt.datetime.fromisoformat(row["ended_at"]) + dt.timedelta(seconds=int(row["wrap_up_seconds"] or 0))
            assert company.cutoffs.get(before, "") < str(over) <= company.cutoffs[date]


def test_calls_that_are_easily_miscounted_occur(calls: Calls) -> None:
    waits = {seconds(row, "answered_at") for row in calls.values() if outcome(row) in ("in_time", "late")}
    assert {20, 21} <= waits
    gone = {seconds(row, "ended_at") for row in calls.values() if outcome(row) in ("short_abandon", "abandoned")}
    assert {2, 5} <= gone
    assert any(row["offered_at"][:10] != row["answered_at"][:10] for row in calls.values() if row["answered_at"])
    assert {"0", "1", "2"} <= {row["transfer_count"] for row in calls.values()}
    assert any(row["is_answered"] == "true" and not row["hold_seconds"] for row in calls.values())
    assert any(not row["topic"] for row in calls.values())
    assert any(not row["contact_id"] and not row["phone"] for row in calls.values())


def test_a_caller_has_one_number_and_is_one_contact(calls: Calls) -> None:
    contacts = defaultdict(set)
    for row in calls.values():
        contacts[row["phone"]].add(row["contact_id"])
    assert all(len(known) == 1 for phone, known in contacts.items() if phone)


def test_two_surveys_are_made_about_one_case_and_some_say_what_no_scale_has(company: Simulated) -> None:
    last = {row["id"]: row for date in company.dates for row in company.extract("surveys", date)}
    about = Counter(row["about_id"] for row in last.values() if row["about_entity"] == "cases")
    assert set(about.values()) == {2}
    scores = defaultdict(set)
    for row in last.values():
        scores[row["survey_kind"]].add(row["score"])
    assert scores["satisfaction"] == {"", "1", "2", "3", "4", "5", "6"}
    assert {"", "0", "6", "7", "8", "9", "10", "11"} <= scores["recommendation"]


def test_an_answer_that_comes_later_is_delivered_with_its_invitation(company: Simulated) -> None:
    states = defaultdict(list)
    for date in company.dates:
        for row in company.extract("surveys", date):
            states[row["id"]].append(row)
    assert any(len(rows) == 2 for rows in states.values())
    for first, *later in states.values():
        assert [first["invited_at"], first["about_id"]] * len(later) == [
            row[column] for row in later for column in ("invited_at", "about_id")
        ]
        assert all(not first["answered_at"] and row["answered_at"] for row in later)
