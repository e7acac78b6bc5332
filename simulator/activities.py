"""Calls, visits, e-mails and follow-ups: the bulk of all records, with later versions that try to rewrite the first."""

import numpy as np

from simulator import words
from simulator.arrays import DAY, HOUR, NOBODY, UNKNOWN, Ints, absent, between
from simulator.entry import enter
from simulator.people import MANAGER, SALES_REP, SERVICE_AGENT
from simulator.picking import Portfolio
from simulator.pipeline import Pipeline
from simulator.records import Records
from simulator.world import World

TYPES = ("call", "visit", "email", "follow_up")
CALL, VISIT, EMAIL, FOLLOW_UP = range(4)
TYPE_SHARES = (0.45, 0.2, 0.2, 0.15)
SHORTEST = (1, 20, 1, 1)
LONGEST = (41, 241, 15, 31)  # minutes, excluded
LONGEST_DAY = 1440
DURATION_KINDS = ("negative", "a_minute_over_a_day", "two_thousand")
NO_NOTES = -1


def activities(world: World, holders: Records, people: Records, sales: Pipeline) -> Records:
    """What people did with their accounts; representatives do most of it."""
    rng = world.rng("activities")
    size = world.scenario.count("activities")
    company = world.company
    pool = np.repeat(company.with_role(SALES_REP), 8)
    pool = np.concatenate([pool, company.with_role(MANAGER, SERVICE_AGENT)])
    days = world.event_days(rng, size, 0.1)
    owner = world.on_duty(rng.choice(pool, size), days)
    entries = enter(world, "activities", owner, world.moments(rng, days, company.zone[owner]))
    records = Records(world, "activities", "happened_at", entries.take(entries.delivered(world)))
    _link(records, holders, people, sales)
    _describe(records)
    records.leave_blank("account_id", "activity.account_present", weight=0.5)
    kind = records.columns["activity_type"]
    records.leave_blank("outcome", "activity.outcome_present", (kind == CALL) | (kind == VISIT))
    _plant_durations(records)
    _rewrite(records)
    records.delete_some()
    records.book_timing()
    return records


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
    kind = rng.choice(len(TYPES), size, p=TYPE_SHARES).astype(np.int8)
    outcome = words.codes(rng, words.OUTCOMES, size).astype(np.int8)
    silent = (kind >= EMAIL) & (rng.random(size) < 0.7)
    minutes = rng.integers(np.array(SHORTEST)[kind], np.array(LONGEST)[kind]).astype(np.int16)
    edge = rng.random(size)
    minutes[edge < 0.001] = 0
    minutes[edge > 0.999] = LONGEST_DAY
    minutes[(kind == EMAIL) & (edge < 0.8)] = absent(np.int16)
    notes = words.codes(rng, words.NOTES, size).astype(np.int8)
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
    wrong = records.plant("activity.duration_in_range", DURATION_KINDS, weight=0.4)
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
