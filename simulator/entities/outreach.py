"""Assistants call or text the representatives they enter records for, once a working day, and note the reply.

A contact is due to every representative who has an assistant for outreach on a day on which both of them work, from the
day of the first extract to the one before the last. It is answered in time up to four hours after it was made, and
answered completely if the reply tells both an outcome and a next step.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, Flags, Ints, between
from simulator.draws.picking import SHIFT
from simulator.files.rendering import days, ids
from simulator.mistakes.entry import Arranged, enter
from simulator.mistakes.records import BLANK_KINDS, Records, blank_codes

CHANNELS = ("call", "sms")
REPLIES = ("visited_customers", "order_expected", "complaint_reported", "nothing_new")
REPLY_STEPS = ("enter_order", "update_contact", "call_customer", "none_needed")
HISTORY = 7  # days before the first extract whose contacts it holds
WINDOW = 4 * HOUR
FORGOTTEN_SHARE = 0.1  # of contacts due
NEEDLESS_SHARE = 0.5  # of days on leave on which the assistant calls all the same
IN_TIME, AT_THE_LAST_MINUTE, A_MINUTE_LATE, LATE, NEVER = range(5)
ANSWERS = (0.72, 0.04, 0.04, 0.1, 0.1)
BLANK_SHARE = 0.1  # of outcomes, and of next steps


def outreach(world: World) -> Records:
    """Every contact made, those of some days before the first extract included."""
    rng = world.rng("outreach")
    rep, day, due = _occasions(world)
    assistant = world.company.assistant(rep, day, "outreach")
    dice = rng.random(len(rep))
    made = np.where(due, dice > FORGOTTEN_SHARE, dice < NEEDLESS_SHARE) & ~world.rota.is_away(assistant, day)
    if not world.scenario.faults:
        made = due
    rep, day, assistant = rep[made], day[made], assistant[made]
    event = world.clock.instant(day, between(rng, 15 * HOUR, 17 * HOUR, len(rep)), world.company.zone[rep])
    entries = enter(world, "outreach", rep, event, Arranged(enterer=assistant))
    records = Records(world, "outreach", "contacted_at", entries.take(entries.delivered(world)))
    _answer(records, rng)
    records.book_timing()
    return records


def _occasions(world: World) -> tuple[Ints, Ints, Flags]:
    """Representative and day wherever there is an assistant, and whether a contact is due."""
    clock, company = world.clock, world.company
    reps, dates = company.with_role(SALES_REP), np.arange(clock.start_day - HISTORY, clock.last_day)
    rep, day = (grid.ravel() for grid in np.meshgrid(reps, dates, indexing="ij"))
    served = company.present(rep, day - clock.start_day) & (company.assistant(rep, day, "outreach") != NOBODY)
    works = world.rota.works_on(rep, day)
    served &= works | world.rota.is_away(rep, day)
    due = works & world.rota.works_on(company.assistant(rep, day, "outreach"), day)
    return rep[served], day[served], due[served]


def _answer(records: Records, rng: np.random.Generator) -> None:
    """Replies of all kinds; what comes after the contact was entered is a later version."""
    size, entries = len(records), records.entries
    kind = rng.choice(len(ANSWERS), size, p=ANSWERS)
    wait = np.select(
        [kind == AT_THE_LAST_MINUTE, kind == A_MINUTE_LATE, kind == LATE],
        [np.full(size, WINDOW), np.full(size, WINDOW + MINUTE), between(rng, WINDOW + MINUTE, 30 * HOUR, size)],
        between(rng, MINUTE, WINDOW, size),
    )
    outcome, step = (words.codes(rng, known, size).astype(np.int64) for known in (REPLIES, REPLY_STEPS))
    if records.world.scenario.faults:
        for codes in (outcome, step):
            blank = np.flatnonzero(rng.random(size) < BLANK_SHARE)
            codes[blank] = blank_codes(rng, rng.integers(len(BLANK_KINDS), size=len(blank)))
    else:
        wait, kind = np.minimum(wait, WINDOW), np.zeros_like(kind)
    answered = entries.event + wait
    at_entry = (answered < entries.actual) & (kind != NEVER)
    replied = {"answered_at": answered, "outcome": outcome, "next_step": step}
    nothing = {"answered_at": UNKNOWN, "outcome": NOBODY, "next_step": NOBODY}
    records.columns = {"channel": words.codes(rng, CHANNELS, size)}
    records.columns |= {name: np.where(at_entry, value, nothing[name]) for name, value in replied.items()}
    records.texts = {
        "channel": words.pool(CHANNELS),
        "outcome": words.pool(REPLIES),
        "next_step": words.pool(REPLY_STEPS),
    }
    rows = np.flatnonzero(~at_entry & (kind != NEVER))
    noted = np.maximum(answered, entries.actual)[rows] + between(rng, MINUTE, DAY // 48, len(rows))
    values = {name: value[rows] for name, value in replied.items()}
    records.change(rows, noted, entries.enterer[rows], values, later=False)


def outreach_truth(records: Records, final: dict[str, Ints]) -> pa.Table:
    """What became of each contact due or made all the same; `final` is what the files say in the end."""
    world, entries = records.world, records.entries
    rep, day, due = _occasions(world)
    key = rep * SHIFT + day
    order = np.argsort(key)
    contact_day = world.clock.local_day(entries.event, world.company.zone[entries.owner])
    place = order[np.searchsorted(key, entries.owner * SHIFT + contact_day, sorter=order)]
    contact = np.full(len(rep), NOBODY)
    contact[place] = np.arange(len(records))
    made = contact != NOBODY
    answered = final["answered_at"][contact]
    in_time = made & (answered != UNKNOWN) & (answered <= entries.event[contact] + WINDOW)
    complete = made & (answered != UNKNOWN) & (final["outcome"][contact] >= 0) & (final["next_step"][contact] >= 0)
    table = pa.table(
        {
            "rep_id": ids("employees", rep),
            "assistant_id": ids("employees", world.company.assistant(rep, day, "outreach")),
            "day": days(day),
            "due": pa.array(due),
            "contacted": pa.array(made),
            "answered_in_window": pa.array(in_time),
            "is_complete": pa.array(complete),
        }
    )
    return table.filter(pa.array((due | made) & (day >= world.clock.start_day)))
