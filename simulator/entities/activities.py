"""Calls, visits, e-mails and follow-ups: the bulk of all records, with later versions that try to rewrite the first.

Whose days have none belongs to `silence`.
"""

import numpy as np

from simulator.company.people import MANAGER, SALES_REP, SERVICE_AGENT
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, HOUR, NOBODY, UNKNOWN, Flags, Ints, absent, between
from simulator.draws.picking import SHIFT, Portfolio
from simulator.entities.pipeline import Pipeline
from simulator.entities.signals import crowd, repeat_notes
from simulator.entities.silence import LATE, Silence
from simulator.mistakes.entry import Arranged, enter
from simulator.mistakes.records import Records

TYPES = ("call", "visit", "email", "follow_up", "nothing_to_report")
CALL, VISIT, EMAIL, FOLLOW_UP, NOTHING_TO_REPORT = range(5)
TYPE_SHARES = (0.45, 0.2, 0.2, 0.15)
SHORTEST = (1, 20, 1, 1)
LONGEST = (41, 241, 15, 31)  # minutes, excluded
LONGEST_DAY = 1440
DURATION_KINDS = ("negative", "a_minute_over_a_day", "two_thousand")
NO_NOTES = -1
EXTRA_DAY = 5  # activities that a representative moves to a day on which others rest
EVENING = 17 * HOUR  # when a "nothing to report" is due to be thought of


def activities(world: World, holders: Records, people: Records, sales: Pipeline) -> Records:
    """What people did with their accounts; representatives do most of it."""
    rng = world.rng("activities")
    size = world.scenario.count("activities")
    company = world.company
    pool = np.repeat(company.with_role(SALES_REP), 8)
    pool = np.concatenate([pool, company.with_role(MANAGER, SERVICE_AGENT)])
    days = world.event_days(rng, size, 0.1)
    owner = world.on_duty(rng.choice(pool, size), days)
    _work_extra_days(world, owner, days)
    silence = Silence.planned(world)
    owner, days, late = _fall_silent(world, silence, owner, days)
    silent, evening = silence.reports()
    reported = world.clock.instant(evening, EVENING + between(rng, 0, HOUR, len(silent)), company.zone[silent])
    event = np.concatenate([world.moments(rng, days, company.zone[owner]), reported])
    late = np.append(late, np.zeros(len(silent), dtype=bool))
    entries = enter(world, "activities", np.concatenate([owner, silent]), event, Arranged(late=late))
    crowd(world, entries)
    rows = entries.delivered(world)
    records = Records(world, "activities", "happened_at", entries.take(rows))
    _link(records, holders, people, sales)
    _describe(records)
    _report_nothing(records, np.flatnonzero(rows >= len(days)))
    repeat_notes(records)
    kind = records.columns["activity_type"]
    records.leave_blank("account_id", "activity.account_present", kind != NOTHING_TO_REPORT, weight=0.5)
    records.leave_blank("outcome", "activity.outcome_present", (kind == CALL) | (kind == VISIT))
    _plant_durations(records)
    _rewrite(records)
    records.delete_some()
    records.book_timing()
    return records


def _work_extra_days(world: World, owner: Ints, days: Ints) -> None:
    """Move some events of each representative who works while others rest to that day."""
    for person, day in zip(*(values.tolist() for values in world.rota.extra_days()), strict=True):
        if world.company.role[person] == SALES_REP:
            days[np.flatnonzero(owner == person)[:EXTRA_DAY]] = day


def _fall_silent(world: World, silence: Silence, owner: Ints, days: Ints) -> tuple[Ints, Ints, Flags]:
    """Move the activities from silent days, but for one of each day reported late; returns who, when, what is late."""
    planned = silence.on(world, owner, days)
    places = np.flatnonzero(planned == LATE)
    _, first = np.unique(owner[places] * SHIFT + days[places], return_index=True)
    late = np.zeros(len(days), dtype=bool)
    late[places[first]] = True
    moved = np.flatnonzero((planned != -1) & ~late)
    days[moved] = world.rng("moved activities").choice(days[planned == -1], len(moved))
    owner = world.on_duty(owner, days)
    kept = late | (silence.on(world, owner, days) == -1)
    return owner[kept], days[kept], late[kept]


def _report_nothing(records: Records, rows: Ints) -> None:
    """What says that there is nothing to report says nothing else."""
    records.columns["activity_type"][rows] = NOTHING_TO_REPORT
    for name in ("account_id", "contact_id", "opportunity_id", "outcome", "notes", "next_step"):
        records.columns[name][rows] = NOBODY
    for name in ("duration_minutes", "follow_up_on"):
        records.columns[name][rows] = absent(records.columns[name].dtype)


def _link(records: Records, holders: Records, people: Records, sales: Pipeline) -> None:
    """An account of the owner; mostly a contact there, at times an opportunity of that account."""
    rng = records.world.rng("links of activities")
    owner, event = records.entries.owner, records.entries.event
    account = Portfolio(holders.entries.owner, holders.ready).own_or_any(rng, owner, event)
    contact = Portfolio(people.columns["account_id"], people.ready).own(rng, account, event)
    deal = Portfolio(sales.account, sales.opportunities.ready).own(rng, account, event)
    dice = rng.random(len(records))
    records.columns = {
        "account_id": account.astype(np.int32),
        "contact_id": np.where(dice < 0.75, contact, NOBODY).astype(np.int32),
        "opportunity_id": np.where((dice > 0.3) & (dice < 0.65), deal, NOBODY).astype(np.int32),
    }


def _describe(records: Records) -> None:
    """Type, outcome, duration and notes."""
    rng = records.world.rng("activity columns")
    size = len(records)
    kind = rng.choice(len(TYPE_SHARES), size, p=TYPE_SHARES).astype(np.int8)
    outcome = words.codes(rng, words.OUTCOMES, size).astype(np.int8)
    silent = (kind >= EMAIL) & (rng.random(size) < 0.7)
    minutes = rng.integers(np.array(SHORTEST)[kind], np.array(LONGEST)[kind]).astype(np.int16)
    edge = rng.random(size)
    minutes[edge < 0.001] = 0
    minutes[edge > 0.999] = LONGEST_DAY
    minutes[(kind == EMAIL) & (edge < 0.8)] = absent(np.int16)
    notes = words.codes(rng, words.NOTES, size)
    notes[rng.random(size) < 0.4] = NO_NOTES
    outcome[silent] = NOBODY
    records.columns |= {"activity_type": kind, "outcome": outcome, "duration_minutes": minutes, "notes": notes}
    _plan_next(records)
    records.texts = {
        "activity_type": words.pool(TYPES),
        "outcome": words.pool(words.OUTCOMES),
        "notes": words.pool(words.NOTES),
        "next_step": words.pool(words.NEXT_STEPS),
    }


def _plan_next(records: Records) -> None:
    """What is to follow, and by when; not every activity leads to another."""
    rng = records.world.rng("next steps")
    size = len(records)
    step = words.codes(rng, words.NEXT_STEPS, size).astype(np.int8)
    step[rng.random(size) < 0.4] = NOBODY
    day = (records.verdict.event_day + between(rng, 1, 15, size)).astype(np.int32)
    day[(step == NOBODY) | (rng.random(size) < 0.3)] = absent(np.int32)
    records.columns |= {"next_step": step, "follow_up_on": day}


def _plant_durations(records: Records) -> None:
    """Durations that no day has."""
    rng = records.world.rng("durations")
    talked = records.columns["activity_type"] != NOTHING_TO_REPORT
    wrong = records.plant("activity.duration_in_range", DURATION_KINDS, talked, weight=0.4)
    minutes = records.columns["duration_minutes"]
    right = minutes[wrong.rows]
    size = len(right)
    choices = (-between(rng, 1, 60, size), np.full(size, LONGEST_DAY + 1), np.full(size, 2000))
    minutes[wrong.rows] = np.choose(wrong.kind, choices)
    records.book(wrong, {"duration_minutes": right})


def _rewrite(records: Records) -> None:
    """Later versions: new notes, but also another event, another entry time, another owner. The first one counts."""
    rng = records.world.rng("rewriting")
    entries = records.entries
    dice = rng.random(len(records))
    for low, high, column in (
        (0.0, 0.02, "notes"),
        (0.02, 0.023, "happened_at"),
        (0.023, 0.025, "entered_at"),
        (0.025, 0.028, "owner_id"),
    ):
        if column != "notes" and not records.world.scenario.faults:
            continue
        rows = np.flatnonzero((dice >= low) & (dice < high) & (entries.entered != UNKNOWN))
        at = entries.actual[rows] + between(rng, HOUR, 8 * DAY, len(rows))
        records.change(rows, at, entries.enterer[rows], {column: _rewritten(records, column, rows, rng)})


def _rewritten(records: Records, column: str, rows: Ints, rng: np.random.Generator) -> Ints:
    entries, company = records.entries, records.world.company
    match column:
        case "happened_at":
            return entries.event[rows] - DAY
        case "entered_at":
            return entries.entered[rows] - between(rng, HOUR, 3 * DAY, len(rows))
        case "owner_id":
            return company.substitute[entries.owner[rows]]
        case _:
            return words.codes(rng, words.NOTES, len(rows))
