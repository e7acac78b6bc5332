"""Cases of the service centre: opened, answered, resolved, closed."""

import numpy as np

from simulator.company.people import SERVICE_AGENT
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, Ints, absent, between
from simulator.draws.picking import Portfolio
from simulator.mistakes.entry import CLEAN, enter
from simulator.mistakes.planting import Booked, Mistakes, plant
from simulator.mistakes.records import Records

STATUSES = ("new", "active", "resolved", "closed")
NEW, ACTIVE, RESOLVED, CLOSED = range(4)
PRIORITY_SHARES = (0.08, 0.22, 0.45, 0.25)
SLA_HOURS = np.array([0, 4, 8, 24, 72])  # by priority, 1 being the most urgent
INSTANT_SHARE = 0.01  # resolved in the minute they were opened
CHANNELS = ("phone", "email", "chat", "self_service")
CHANNEL_SHARES = (0.35, 0.3, 0.2, 0.15)
REASSIGNMENTS, REOPENINGS = (0.75, 0.18, 0.07), (0.92, 0.08)
HANDLING = ("reassignment_count", "reopen_count", "is_escalated", "is_knowledge_used")
ESCALATED_SHARE, KNOWLEDGE_SHARE, UNTOLD_SHARE = 0.12, 0.4, 0.05
UNRECORDED = ("no_entry", "no_enterer", "no_entry_time", "nobody_at_all")
UNRECORDED_SHARE = 0.02
RESOLVED_KINDS = ("minutes_before", "hours_before")


def cases(world: World, people: Records) -> Records:
    """What customers came with; a case is entered once and then changed as it goes on."""
    rng = world.rng("cases")
    size = world.scenario.count("cases")
    days = world.event_days(rng, size, 0.15)
    owner = world.on_duty(rng.choice(world.company.with_role(SERVICE_AGENT), size), days)
    entries = enter(world, "cases", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "cases", "opened_at", entries.take(entries.delivered(world)))
    _describe(records, people)
    agent = records.entries.owner.copy()
    if world.scenario.faults:
        _forget_entry(records)
    records.leave_blank("category", "case.category_present")
    records.leave_blank("contact_id", "case.contact_present")
    _come_in(records)
    _work(records, agent)
    records.delete_some()
    records.book_timing()
    return records


def _describe(records: Records, people: Records) -> None:
    """The columns as they are when a case is new."""
    rng = records.world.rng("case columns")
    size = len(records)
    contact = Portfolio(people.entries.owner, people.ready).any(rng, records.entries.event)
    priority = rng.choice(np.arange(1, 5), size, p=PRIORITY_SHARES)
    records.columns = {
        "account_id": people.columns["account_id"][contact],
        "contact_id": contact,
        "category": words.codes(rng, words.CASE_CATEGORIES, size),
        "subcategory": words.codes(rng, words.SUBCATEGORIES, size),
        "priority": priority.astype(np.int8),
        "status": np.full(size, NEW, dtype=np.int8),
        "assigned_to_id": np.full(size, NOBODY),
        "first_responded_at": np.full(size, UNKNOWN),
        "resolved_at": np.full(size, UNKNOWN),
        "closed_at": np.full(size, UNKNOWN),
        "sla_due_at": records.entries.event + SLA_HOURS[priority] * HOUR,
    }
    records.texts = {
        "category": words.pool(words.CASE_CATEGORIES),
        "subcategory": words.pool(words.SUBCATEGORIES),
        "status": words.pool(STATUSES),
    }


def _come_in(records: Records) -> None:
    """How the cases came in, and what had to be done for each, of which nothing is known while it is new."""
    rng = records.world.rng("case handling")
    size = len(records)
    records.columns["channel"] = rng.choice(len(CHANNELS), size, p=CHANNEL_SHARES).astype(np.int8)
    records.texts["channel"] = words.pool(CHANNELS)
    for column, shares in (("reassignment_count", REASSIGNMENTS), ("reopen_count", REOPENINGS)):
        records.columns[column] = np.full(size, absent(np.int64))
        records.hidden[column] = rng.choice(len(shares), size, p=shares)
    for column, share in (("is_escalated", ESCALATED_SHARE), ("is_knowledge_used", KNOWLEDGE_SHARE)):
        dice = rng.random(size)
        records.columns[column] = np.full(size, NOBODY)
        records.hidden[column] = np.where(dice > 1 - UNTOLD_SHARE, NOBODY, dice < share)


def _forget_entry(records: Records) -> None:
    """Cases that came in through an interface that does not say who entered them, or when."""
    rng = records.world.rng("case.creation_recorded")
    entries = records.entries
    # Without enterer the owner answers for the case: the deadline must not move with it.
    eligible = (entries.kind == CLEAN) & (entries.owner == entries.enterer)
    mistakes = Mistakes.picked(
        "case.creation_recorded", UNRECORDED, plant(rng, UNRECORDED_SHARE, eligible, len(UNRECORDED))
    )
    at = entries.entered[mistakes.rows]
    entries.enterer[mistakes.rows[~mistakes.are("no_entry_time")]] = NOBODY
    entries.entered[mistakes.rows[~mistakes.are("no_enterer")]] = UNKNOWN
    entries.owner[mistakes.rows[mistakes.are("nobody_at_all")]] = NOBODY
    records.rejudge()
    first = entries.first_extract[mistakes.rows]
    records.ledger.append(Booked.lasting(mistakes, at, first))


def _work(records: Records, agent: Ints) -> None:
    """First response, resolution and closing, each entered when it happens but not before the case itself."""
    rng = records.world.rng("case work")
    size = len(records)
    opened = records.entries.event
    at_once = rng.random(size) < INSTANT_SHARE
    seconds = SLA_HOURS[records.columns["priority"]] * HOUR
    wait = np.where(at_once, 0, rng.exponential(0.25 * seconds) + MINUTE).astype(np.int64)
    effort = np.where(at_once, 0, rng.exponential(0.6 * seconds) + MINUTE).astype(np.int64)
    responded = opened + wait
    resolved = responded + effort
    closed = resolved + between(rng, DAY, 3 * DAY, size)
    first = np.maximum(responded, records.entries.actual + MINUTE)
    second = np.maximum(resolved, first + MINUTE)
    third = np.maximum(closed, second + MINUTE)
    wrong = records.plant("case.resolved_after_opened", RESOLVED_KINDS, records.world.delivered(second))
    ago = np.where(
        wrong.kind == 0, between(rng, MINUTE, HOUR, len(wrong.kind)), between(rng, HOUR, DAY, len(wrong.kind))
    )
    shown = resolved.copy()
    shown[wrong.rows] = opened[wrong.rows] - ago
    everyone = np.arange(size)
    handling = {name: records.hidden[name] for name in HANDLING}
    for at, values in (
        (first, {"status": ACTIVE, "first_responded_at": responded, "assigned_to_id": agent}),
        (second, {"status": RESOLVED, "resolved_at": shown, **handling}),
        (third, {"status": CLOSED, "closed_at": closed}),
    ):
        columns = {name: np.broadcast_to(np.asarray(value), (size,)) for name, value in values.items()}
        records.change(everyone, at, agent, columns, later=False)
    right = {"resolved_at": resolved[wrong.rows]}
    records.book(wrong, right, second[wrong.rows], {"resolved_at": shown[wrong.rows]})
