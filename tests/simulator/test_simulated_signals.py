"""Suspicious entries: found by going through every person's entries one after the other."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from judge_by_hand import FAKE_DATES, Entry, Organisation, missing
from simulated_company import Simulated

from simulator.draws.words import NOTES

Entries = dict[tuple[str, str], Entry]
Signal = tuple[str, str, str, str]  # signal, person, date, record
TEN_MINUTES = dt.timedelta(minutes=10)
COLUMNS = ("signal", "person_id", "date", "record_id")


TYPED = {
    *("activities", "contacts", "accounts", "leads", "opportunities", "quotes", "orders", "cases", "expenses"),
    "complaints",
}


def entered(entries: Entries, entities: set[str]) -> dict[str, list[tuple[dt.datetime, str]]]:
    """By person: when each record of some entities was entered, by its own account."""
    found: dict[str, list[tuple[dt.datetime, str]]] = defaultdict(list)
    for (entity, record), entry in entries.items():
        if entity in entities and entry.enterer and entry.entered_at:
            found[entry.enterer].append((entry.entered_at, record))
    return {person: sorted(mine) for person, mine in found.items()}


def bursts(company: Simulated, entries: Entries) -> Iterator[Signal]:
    organisation = Organisation(company)
    for person, mine in entered(entries, TYPED).items():
        times = [at for at, _ in mine]
        for at, record in mine:
            begins = times[bisect_left(times, at - TEN_MINUTES) : bisect_right(times, at)]
            if any(bisect_right(times, one + TEN_MINUTES) - bisect_left(times, one) >= 15 for one in begins):
                yield "burst", person, str(at.astimezone(organisation.zone(person)).date()), record


def nights(company: Simulated, entries: Entries) -> Iterator[Signal]:
    organisation = Organisation(company)
    for person, mine in entered(entries, {"activities"}).items():
        dark = defaultdict(list)
        for at, record in mine:
            local = at.astimezone(organisation.zone(person))
            if local.hour >= 22 or local.hour < 6:
                dark[local.date() - dt.timedelta(days=local.hour < 6)].append(record)
        for evening, records in dark.items():
            if len(records) >= 10:
                yield from (("out_of_hours", person, str(evening), record) for record in records)


def repetitions(company: Simulated, entries: Entries) -> Iterator[Signal]:
    same = defaultdict(list)
    for record, versions in company.versions["activities"].items():
        date, row = versions[0]
        if row["entered_by_id"] and not missing(row["notes"]):
            same["repeated_text", row["entered_by_id"], date, row["notes"]].append((date, record))
    born = defaultdict(list)
    for record, versions in company.versions["contacts"].items():
        date, row = versions[0]
        if row["entered_by_id"] and row["birth_date"] and row["birth_date"] not in FAKE_DATES:
            born["copied_birth_date", row["entered_by_id"], "", row["birth_date"]].append((date, record))
    for groups, size in ((same, 8), (born, 3)):
        for (signal, person, *_), found in groups.items():
            if len(found) >= size:
                yield from ((signal, person, date, record) for date, record in found)


def signals(company: Simulated, entries: Entries) -> list[Signal]:
    kinds = (bursts, nights, repetitions)
    return sorted(signal for kind in kinds for signal in kind(company, entries))


def test_every_suspicious_entry_is_told_and_no_other(company: Simulated, entries: Entries) -> None:
    found = signals(company, entries)
    assert found == sorted(company.told("signals", *COLUMNS))
    assert {signal for signal, *_ in found} == {"burst", "out_of_hours", "repeated_text", "copied_birth_date"}


def test_that_holds_for_a_crowded_company(clock_change: Simulated, clock_change_entries: Entries) -> None:
    assert signals(clock_change, clock_change_entries) == sorted(clock_change.told("signals", *COLUMNS))


def test_hardly_any_signal_comes_about_by_itself(company: Simulated) -> None:
    assert len(company.truth("signals")) < 0.02 * company.counts["activities"]


def test_notes_that_differ_still_do_after_white_space_is_closed() -> None:
    assert len({" ".join(note.split()) for note in NOTES}) == len(set(NOTES))
