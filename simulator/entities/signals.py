"""Signs that somebody enters what looks good rather than what happened: planted ones, and those that came about.

All look at first versions and at the person who entered them; days are local to that person.

burst              A record, of an entity that is typed one by one, within some ten minutes in which its enterer entered
                   fifteen or more of them.
out_of_hours       An activity entered between 22:00 and 06:00 in a night with ten or more; the date is the evening's.
repeated_text      An activity whose notes its enterer wrote eight times or more in one extract; the date is that one's.
copied_birth_date  A contact whose known birth date its enterer gave to three or more; the date is its first extract's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.world import World
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, Flags, Ints, between
from simulator.draws.picking import SHIFT
from simulator.entities.birthdays import MISSING
from simulator.files.rendering import days, ids
from simulator.mistakes.entry import CLEAN, Entries
from simulator.mistakes.records import Records
from simulator.mistakes.verdict import accountable, due_day

BURST_SIZE, BURST_SECONDS = 15, 10 * MINUTE
NIGHT_SIZE, NIGHT_BEGINS, NIGHT_ENDS = 10, 22 * HOUR, 6 * HOUR
REPEATED_TEXT = 8
COPIED = 3

PLANTED = 12  # one pair of a burst and a night by so many people, and at least one
CROWD = BURST_SIZE + 3
BEFORE_DUE = 50 * MINUTE  # when a burst begins
NIGHT_BEFORE = 10 * HOUR  # when a night's batch begins: half past eleven
NIGHT_LASTS = 5 * HOUR


def crowd(world: World, entries: Entries) -> None:
    """Have some people enter many activities of theirs within minutes, and others in the night before they are due."""
    if not world.scenario.faults:
        return
    rng = world.rng("crowds")
    person = accountable(world, "activities", entries.owner, entries.enterer, entries.event)
    due = due_day(world, person, entries.event)[1]
    fits = (entries.kind == CLEAN) & (entries.entered <= due) & (person == entries.enterer) & (due <= world.clock.end)
    fits &= entries.event < due - NIGHT_BEFORE - 5 * MINUTE
    rows = np.flatnonzero(fits)
    groups = _Groups(rows, person[rows] * SHIFT + due[rows])
    wanted = max(1, world.company.count // PLANTED)
    chosen = rng.permutation(groups.of_at_least(CROWD))[: 2 * wanted]
    for number, group in enumerate(chosen.tolist()):
        part = groups.rows(group)[:CROWD]
        begin, lasts = (BEFORE_DUE, BURST_SECONDS - MINUTE) if number % 2 == 0 else (NIGHT_BEFORE, NIGHT_LASTS)
        entered = due[part] - begin + np.sort(between(rng, 0, lasts, len(part)))
        entries.entered[part] = entries.actual[part] = entered
        entries.first_extract[part] = world.clock.first_extract(entered)


def repeat_notes(activities: Records) -> None:
    """Have some people write the same notes again and again on one day."""
    world, entries = activities.world, activities.entries
    if not world.scenario.faults:
        return
    rng = world.rng("repeated notes")
    rows = np.flatnonzero((activities.columns["notes"] >= 0) & (entries.first_extract > 0))
    groups = _Groups(rows, entries.enterer[rows] * SHIFT + entries.first_extract[rows])
    wanted = max(1, world.company.count // PLANTED)
    for group in rng.permutation(groups.of_at_least(REPEATED_TEXT + 1))[:wanted].tolist():
        part = groups.rows(group)[: REPEATED_TEXT + 1]
        activities.columns["notes"][part] = activities.columns["notes"][part[0]]


@dataclass(frozen=True)
class _Groups:
    """Rows with the same key."""

    members: Ints
    key: Ints

    def of_at_least(self, size: int) -> Ints:
        """Keys of groups that are large enough."""
        keys, counts = np.unique(self.key, return_counts=True)
        return np.asarray(keys[counts >= size])

    def rows(self, key: int) -> Ints:
        """The rows of a group."""
        return np.asarray(self.members[self.key == key])


def activity_signals(activities: Records) -> pa.Table:
    """Every activity that was entered in a busy night or with the same notes as others."""
    clock, entries = activities.world.clock, activities.entries
    known = np.flatnonzero((entries.enterer != NOBODY) & (entries.entered != UNKNOWN))
    zone = activities.world.company.zone[entries.enterer]
    seconds = (clock.local_seconds(entries.entered[known], zone[known])) % DAY
    dark = known[(seconds >= NIGHT_BEGINS) | (seconds < NIGHT_ENDS)]
    evening = clock.local_day(entries.entered - NIGHT_ENDS, zone)
    night = dark[_is_frequent(entries.enterer[dark] * SHIFT + evening[dark], NIGHT_SIZE)]

    notes = activities.columns["notes"].astype(np.int64)
    written = np.flatnonzero((notes >= 0) & (entries.enterer != NOBODY))
    text = (entries.enterer[written] * SHIFT + entries.first_extract[written]) * len(activities.texts["notes"])
    repeated = written[_is_frequent(text + notes[written], REPEATED_TEXT)]

    first = clock.extract_days[entries.first_extract]
    parts = (("out_of_hours", night, evening), ("repeated_text", repeated, first))
    return pa.concat_tables([_table(activities, *part) for part in parts])


def contact_signals(contacts: Records) -> pa.Table:
    """Every contact with a birth date that its enterer gave to others, too."""
    entries, born = contacts.entries, contacts.columns["birth_date"]
    rows = np.flatnonzero(~np.isin(born, MISSING) & (entries.enterer != NOBODY))
    copied = rows[_is_frequent(entries.enterer[rows] * SHIFT + born[rows], COPIED)]
    return _table(contacts, "copied_birth_date", copied, contacts.world.clock.extract_days[entries.first_extract])


def burst_signals(typed: Sequence[Records]) -> pa.Table:
    """Every record that is part of a burst; `typed` are the entities that people type one by one."""
    known = [np.flatnonzero((one.entries.enterer != NOBODY) & (one.entries.entered != UNKNOWN)) for one in typed]
    person = np.concatenate([one.entries.enterer[rows] for one, rows in zip(typed, known, strict=True)])
    entered = np.concatenate([one.entries.entered[rows] for one, rows in zip(typed, known, strict=True)])
    parts = np.split(_in_burst(person, entered), np.cumsum([len(rows) for rows in known])[:-1])
    tables = []
    for one, rows, is_part in zip(typed, known, parts, strict=True):
        day = one.world.clock.local_day(one.entries.entered, one.world.company.zone[one.entries.enterer])
        tables.append(_table(one, "burst", rows[is_part], day))
    return pa.concat_tables(tables)


def _in_burst(person: Ints, at: Ints) -> Flags:
    """Which entries lie in a stretch of time with a burst's number of entries by the same person."""
    order = np.lexsort((at, person))
    person, at = person[order], at[order]
    begins = np.zeros(len(order), dtype=bool)
    last = BURST_SIZE - 1
    begins[:-last] = (person[last:] == person[:-last]) & (at[last:] - at[:-last] <= BURST_SECONDS)
    begun = np.concatenate([np.zeros(BURST_SIZE, dtype=np.int64), np.cumsum(begins)])
    found = np.zeros(len(order), dtype=bool)
    found[order] = begun[BURST_SIZE:] > begun[:-BURST_SIZE]
    return found


def _is_frequent(key: Ints, size: int) -> Flags:
    """Which rows share their key with enough others."""
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    return np.asarray(counts[place] >= size)


def _table(records: Records, signal: str, rows: Ints, day: Ints) -> pa.Table:
    return pa.table(
        {
            "signal": pa.repeat(signal, len(rows)),
            "person_id": ids("employees", records.entries.enterer[rows]),
            "date": days(day[rows]),
            "entity": pa.repeat(records.entity, len(rows)),
            "record_id": ids(records.entity, rows),
        }
    )
