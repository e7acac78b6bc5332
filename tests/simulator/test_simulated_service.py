"""Complaints and what the service centre's systems tell: it is whole, delivered in its time, and the edges occur."""

import datetime as dt
from collections.abc import Iterator

import pytest
from simulated_company import Row, Simulated


def delivered(company: Simulated, entity: str) -> Iterator[tuple[str, Row]]:
    """Every row with the date of its extract."""
    for date in company.dates:
        for row in company.extract(entity, date):
            yield date, row


@pytest.fixture(scope="module")
def complaints(company: Simulated) -> list[Row]:
    """Each complaint as last delivered."""
    return list({row["id"]: row for _, row in delivered(company, "complaints")}.values())


def seconds(row: Row, until: str) -> float:
    return (dt.datetime.fromisoformat(row[until]) - dt.datetime.fromisoformat(row["raised_at"])).total_seconds()


def test_complaints_that_are_easily_misjudged_occur(company: Simulated, complaints: list[Row]) -> None:
    late = {
        seconds(row, "resolved_at") - seconds(row, "due_at")
        for row in complaints
        if row["due_at"] and row["resolved_at"]
    }
    assert {0, 1} <= late
    end = company.cutoffs[company.dates[-1]]
    unsolved = [row["due_at"] for row in complaints if not row["resolved_at"]]
    assert any("" < due < end for due in unsolved)
    assert any(due > end for due in unsolved)
    assert any(row["resolved_at"] and not row["due_at"] for row in complaints)


def test_a_complaint_is_resolved_no_earlier_than_an_extract_that_says_so(company: Simulated) -> None:
    for date, row in delivered(company, "complaints"):
        assert row["resolved_at"] <= company.cutoffs[date]
        assert (row["status"] == "resolved") == (row["resolved_at"] != "")


def test_a_part_of_an_agents_time_is_no_longer_than_the_whole(company: Simulated) -> None:
    rows = [row for _, row in delivered(company, "agent_times")]
    assert all(int(row["handle_seconds"]) <= int(row["logged_in_seconds"]) for row in rows)
    told = [row for row in rows if row["scheduled_seconds"]]
    assert all(int(row["adherent_seconds"]) <= int(row["scheduled_seconds"]) for row in told)
    assert 0 < len(told) < len(rows)
    assert len({(row["person_id"], row["work_date"]) for row in rows}) == len(rows)


def test_the_knowledge_base_is_searched_with_and_without_success_and_written(company: Simulated) -> None:
    found = {(row["event_kind"], row["article_id"] != "") for _, row in delivered(company, "knowledge_events")}
    assert found == {("search", True), ("search", False), ("creation", True), ("revision", True)}
    assert all(row["event_date"] < date for date, row in delivered(company, "knowledge_events"))


def test_a_month_is_over_when_it_is_told_what_it_cost(company: Simulated) -> None:
    rows = list(delivered(company, "service_costs"))
    assert all(row["month_start"].endswith("-01") and row["month_start"][:7] < date[:7] for date, row in rows)
    assert {row["channel"] for _, row in rows} == {"phone", "email", "chat", ""}
