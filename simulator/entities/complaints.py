"""Complaints of customers: raised, due by a promise, resolved in time or too late."""

import numpy as np

from simulator.company.people import SERVICE_AGENT
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, between
from simulator.draws.picking import Portfolio
from simulator.entities.snapshots import PRODUCTS
from simulator.mistakes.entry import enter
from simulator.mistakes.records import Records

CAUSES = ("late_delivery", "damaged_goods", "wrong_invoice", "rude_service", "no_reply")
STATUSES = ("raised", "resolved")
DUE_AFTER = 3 * DAY
OF_PERSON_SHARE, OF_PRODUCT_SHARE = 0.4, 0.6
# Of so many complaints in a row the first is resolved in the second in which it is due, the second one second later,
# and the last was promised nothing.
ROW = 10
RESOLVED_KINDS = ("minutes_before", "hours_before")


def complaints(world: World, people: Records) -> Records:
    """Draw complaints; they are entered once, and changed when they are resolved."""
    rng = world.rng("complaints")
    size = world.scenario.count("complaints")
    days = world.event_days(rng, size, 0.15)
    agents = world.company.with_role(SERVICE_AGENT)
    owner = world.on_duty(rng.choice(agents, size), days)
    entries = enter(world, "complaints", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "complaints", "raised_at", entries.take(entries.delivered(world)))
    size = len(records)
    contact = Portfolio(people.entries.owner, people.ready).any(rng, records.entries.event)
    due = records.entries.event + DUE_AFTER
    records.columns = {
        "account_id": people.columns["account_id"][contact],
        "contact_id": contact,
        "cause": words.codes(rng, CAUSES, size),
        "product_id": np.where(rng.random(size) < OF_PRODUCT_SHARE, rng.integers(PRODUCTS, size=size), NOBODY),
        "complained_of_id": np.where(rng.random(size) < OF_PERSON_SHARE, rng.choice(agents, size), NOBODY),
        "status": np.zeros(size, dtype=np.int8),
        "due_at": np.where(np.arange(size) % ROW == ROW - 1, UNKNOWN, due),
        "resolved_at": np.full(size, UNKNOWN),
    }
    records.texts = {"cause": words.pool(CAUSES), "status": words.pool(STATUSES)}
    records.leave_blank("cause", "complaint.cause_present")
    records.leave_blank("contact_id", "complaint.contact_present")
    _resolve(records)
    records.delete_some()
    records.book_timing()
    return records


def _resolve(records: Records) -> None:
    """The resolution of each, entered when it happens but not before the complaint itself."""
    rng = records.world.rng("complaint work")
    size = len(records)
    raised = records.entries.event
    effort = (rng.exponential(0.6 * DUE_AFTER, size) + MINUTE).astype(np.int64)
    place = np.arange(size) % ROW
    effort = np.where(place < 2, DUE_AFTER + place, effort)
    resolved = raised + effort
    at = np.maximum(resolved, records.entries.actual + MINUTE)
    wrong = records.plant("complaint.resolved_after_raised", RESOLVED_KINDS, records.world.delivered(at))
    ago = np.where(wrong.are("minutes_before"), between(rng, MINUTE, HOUR, len(wrong.rows)), 5 * HOUR)
    shown = resolved.copy()
    shown[wrong.rows] = raised[wrong.rows] - ago
    values = {"status": np.ones(size, dtype=np.int8), "resolved_at": shown}
    records.change(np.arange(size), at, records.entries.owner, values, later=False)
    right = {"resolved_at": resolved[wrong.rows]}
    records.book(wrong, right, at[wrong.rows], {"resolved_at": shown[wrong.rows]})
