"""The working days from which nothing was heard, read from the files day by day."""

import datetime as dt
from collections.abc import Iterator

from judge_by_hand import SOURCE_ZONE, UTC, Entry, Organisation, moment
from simulated_company import Simulated

MissingDay = tuple[str, str, str, str | None]  # person, day, assessed on, first reported on
NOTHING = "nothing_to_report"


def expected_days(company: Simulated, organisation: Organisation) -> Iterator[tuple[str, dt.date]]:
    """Working days of active sales representatives."""
    first, last = (dt.date.fromisoformat(company.dates[end]) for end in (0, -1))
    staff = {row["id"] for date in company.dates for row in company.extract("employees", date)}
    for person in sorted(staff):
        for day in (first + dt.timedelta(days=number) for number in range((last - first).days + 1)):
            row = organisation.on_list(person, day)
            if row and row["role"] == "sales_rep" and row["is_active"] == "true" and organisation.works_on(person, day):
                yield person, day


def missing_days(company: Simulated, entries: dict[tuple[str, str], Entry]) -> Iterator[MissingDay]:
    organisation = Organisation(company)
    first_told: dict[tuple[str | None, dt.date], str] = {}
    for (entity, _), entry in entries.items():
        if entity == "activities":
            key = entry.owner, entry.event_at.astimezone(organisation.zone(entry.owner)).date()
            first_told[key] = min(entry.first_extract, first_told.get(key, "9999"))
    for person, day in expected_days(company, organisation):
        due = organisation.due(person, day)
        assessed = [date for date in company.dates if moment(company.cutoffs[date]) >= due]
        told = first_told.get((person, day))
        if assessed and (told is None or told > assessed[0]):
            yield person, str(day), assessed[0], told


def test_every_working_day_without_a_word_is_told(company: Simulated, entries: dict[tuple[str, str], Entry]) -> None:
    told = company.told("missing_days", "person_id", "day", "assessed_on", "first_reported_on")
    found = sorted(missing_days(company, entries), key=str)
    assert found == sorted(told, key=str)
    assert {late is None for *_, late in found} == {True, False}


def test_that_holds_for_a_small_company_with_many_silent_days(
    clock_change: Simulated, clock_change_entries: dict[tuple[str, str], Entry]
) -> None:
    told = clock_change.told("missing_days", "person_id", "day", "assessed_on", "first_reported_on")
    assert sorted(missing_days(clock_change, clock_change_entries), key=str) == sorted(told, key=str)


def test_nothing_to_report_is_a_report_and_says_nothing_else(company: Simulated) -> None:
    reports = [versions[0][1] for versions in company.versions["activities"].values()]
    reports = [row for row in reports if row["activity_type"] == NOTHING]
    assert len(reports) >= 3
    assert all(row[column] == "" for row in reports for column in ("account_id", "outcome", "notes", "next_step"))
    missing = {(person, day) for person, day, *_ in company.told("missing_days", "person_id", "day")}
    on_time = {
        (row["owner_id"], str(moment(row["happened_at"]).replace(tzinfo=UTC).astimezone(SOURCE_ZONE).date()))
        for row in reports
    }
    assert on_time - missing
