"""Assistants call or text the representatives they enter records for, once a working day, and note the reply."""

import numpy as np

from simulator import words
from simulator.arrays import HOUR, MINUTE, NOBODY, Ints, between
from simulator.entry import enter
from simulator.people import SALES_REP
from simulator.records import Records
from simulator.world import World

CHANNELS = ("call", "sms")
REPLIES = ("visited_customers", "order_expected", "complaint_reported", "nothing_new")
REPLY_STEPS = ("enter_order", "update_contact", "call_customer", "none_needed")
HISTORY = 7  # days before the first extract whose contacts it holds


def outreach(world: World) -> Records:
    """Every contact made, those of some days before the first extract included."""
    rng = world.rng("outreach")
    rep, day = _due(world)
    assistant = world.company.assistant(rep, day, "outreach")
    event = world.clock.instant(day, between(rng, 15 * HOUR, 17 * HOUR, len(rep)), world.company.zone[rep])
    entries = enter(world, "outreach", rep, event, assistant)
    records = Records(world, "outreach", "contacted_at", entries.take(entries.delivered(world)))
    size = len(records)
    records.columns = {
        "channel": words.codes(rng, CHANNELS, size),
        "answered_at": records.entries.event + between(rng, MINUTE, 4 * HOUR, size),
        "outcome": words.codes(rng, REPLIES, size),
        "next_step": words.codes(rng, REPLY_STEPS, size),
    }
    records.texts = {
        "channel": words.pool(CHANNELS),
        "outcome": words.pool(REPLIES),
        "next_step": words.pool(REPLY_STEPS),
    }
    records.book_timing()
    return records


def _due(world: World) -> tuple[Ints, Ints]:
    """Representative and day of every contact that is due."""
    clock, company = world.clock, world.company
    reps = company.with_role(SALES_REP)
    days = clock.working_days(clock.start_day - HISTORY, clock.start_day + clock.days - 2)
    rep, day = (grid.ravel() for grid in np.meshgrid(reps, days, indexing="ij"))
    due = company.present(rep, day - clock.start_day) & (company.assistant(rep, day, "outreach") != NOBODY)
    return rep[due], day[due]
