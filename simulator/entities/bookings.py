"""The finance ledger's own list of orders, to be compared with what was entered into the CRM.

Of several reasons not to pay a commission the first of `REASONS` counts:

not_entered         The CRM has no such order up to the last extract.
entered_after_cut   It was recorded after the third day of the month after its booking had begun, in the source's zone.
not_entitled        It was entered by neither its owner nor the assistant delegated for the owner's orders on that day.
gate_field_missing  It named no account at the cut: in the last version that was made by then.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import SOURCE_ZONE, Clock
from simulator.company.people import SALES_REP
from simulator.draws.arrays import DAY, HOUR, NOBODY, UNKNOWN, Ints, between
from simulator.files.delivery import Delivery
from simulator.files.rendering import cents, ids, instants
from simulator.mistakes.records import Records
from simulator.mistakes.verdict import is_entitled

CURRENCY = "CNY"
REASONS = ("not_entered", "entered_after_cut", "not_entitled", "gate_field_missing")
CUT_DAY = 3
NEVER_ENTERED_SHARE = 0.06
UNKNOWN_ORDER_SHARE = 0.2  # of these: finance has a number that the CRM has not
BOOKED_EARLY_SHARE = 0.06
AT_LEAST = 3
NO_CHANGE = -1000  # no account's code


@dataclass(frozen=True)
class Bookings:
    """What finance booked.

    Attributes:
        order: Row of the CRM's order; `NOBODY` or behind the last one where it has none.
        rep: Who sold it.
        account: Who bought it.
        at: Instant of the booking.
        amount: Cents.
    """

    order: Ints
    rep: Ints
    account: Ints
    at: Ints
    amount: Ints


def book_orders(orders: Records, lines: Records) -> Bookings:
    """Everything booked up to the last extract, in order of time."""
    world, entries = orders.world, orders.entries
    rng = world.rng("ledger")
    size = len(orders)
    amount = np.zeros(size, dtype=np.int64)
    sold = lines.columns["line_amount"]
    np.add.at(amount, lines.columns["order_id"], np.where(sold == UNKNOWN, 0, sold))
    at = entries.event + between(rng, HOUR, 48 * HOUR, size)
    absent = 0
    if world.scenario.faults:
        _book_early(orders, rng, at)
        absent = max(AT_LEAST, round(size * NEVER_ENTERED_SHARE))
    account = orders.hidden["account"]
    number = np.where(rng.random(absent) < UNKNOWN_ORDER_SHARE, size + np.arange(absent), NOBODY)
    order = np.concatenate([np.arange(size), number])
    rep = np.concatenate([entries.owner, rng.choice(world.company.with_role(SALES_REP), absent)])
    account = np.concatenate([account, rng.choice(account, absent)])
    at = np.concatenate([at, between(rng, world.clock.end - 20 * DAY, world.clock.end, absent)])
    amount = np.concatenate([amount, between(rng, 10_000, 50_000_000, absent) // 100 * 100])
    rows = np.flatnonzero(world.delivered(at))
    rows = rows[np.argsort(at[rows], kind="stable")]
    return Bookings(order[rows], rep[rows], account[rows], at[rows], amount[rows])


def _book_early(orders: Records, rng: np.random.Generator, at: Ints) -> None:
    """Move some bookings into the month before the one whose third day had passed when the order was entered."""
    clock, recorded = orders.world.clock, orders.verdict.recorded
    month = _month(clock, recorded)
    candidates = np.flatnonzero((recorded != UNKNOWN) & (recorded > _begin(clock, month, CUT_DAY)))
    count = min(len(candidates), max(AT_LEAST, round(len(orders) * BOOKED_EARLY_SHARE)))
    rows = rng.choice(candidates, count, replace=False)
    at[rows] = _begin(clock, month[rows], 1) - between(rng, HOUR, 9 * DAY, count)


def _month(clock: Clock, instants: Ints) -> Ints:
    """Month of each instant where the source is, counted from 1970."""
    days = clock.local_day(instants, np.int64(SOURCE_ZONE))
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))


def _begin(clock: Clock, month: Ints, day_of_month: int) -> Ints:
    """When a day of each month begins where the source is."""
    first = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return clock.instant(first + day_of_month - 1, 0, np.int64(SOURCE_ZONE))


def write_ledger(orders: Records, bookings: Bookings, delivery: Delivery) -> None:
    """Write the extracts of what was booked."""
    clock = orders.world.clock
    table = pa.table(
        {
            "id": ids("ledger_orders", np.arange(len(bookings.at))),
            "order_id": ids("orders", bookings.order),
            "rep_id": ids("employees", bookings.rep),
            "account_id": ids("accounts", bookings.account),
            "booked_at": instants(clock, bookings.at),
            "amount": cents(bookings.amount),
            "currency": pa.repeat(CURRENCY, len(bookings.at)),
        }
    )
    delivery.write_facts("ledger_orders", clock.first_extract(bookings.at), table)


def capture(orders: Records, bookings: Bookings) -> pa.Table:
    """What of the ledger earns a commission."""
    world, entries = orders.world, orders.entries
    is_there = (bookings.order != NOBODY) & (bookings.order < len(orders))
    row = np.where(is_there, bookings.order, 0)
    cut = _begin(world.clock, _month(world.clock, bookings.at) + 1, CUT_DAY)
    entitled = is_entitled(world, "orders", entries.owner[row], entries.enterer[row], entries.event[row])
    account = _account_at(orders, row, cut)
    found = [~is_there, orders.verdict.recorded[row] > cut, ~entitled, account < 0]
    reason = np.select(found, list(range(len(REASONS))), NOBODY)
    return pa.table(
        {
            "ledger_order_id": ids("ledger_orders", np.arange(len(row))),
            "rep_id": ids("employees", bookings.rep),
            "reason": pa.array(REASONS).take(pa.array(reason, mask=reason == NOBODY)),
            "amount": cents(bookings.amount),
        }
    )


def _account_at(orders: Records, row: Ints, cut: Ints) -> Ints:
    """What each order names as its account in the version in force at an instant.

    A version holds what was changed since the extract before, and is of the last of these changes.
    """
    clock, entries = orders.world.clock, orders.entries
    changed, at = (np.concatenate([getattr(one, name) for one in orders.changes]) for name in ("rows", "at"))
    extract = clock.first_extract(at)
    key, version = np.unique(changed * clock.extracts + extract, return_inverse=True)
    made = entries.entered[key // clock.extracts].copy()
    np.maximum.at(made, version, at)
    made = np.minimum(made, clock.cutoffs[key % clock.extracts])[version]
    made[extract == entries.first_extract[changed]] = UNKNOWN  # part of the first version
    limit = np.full(len(orders), UNKNOWN)
    limit[row] = cut
    account = orders.columns["account_id"].copy()
    told = np.concatenate([one.values.get("account_id", np.full(len(one.rows), NO_CHANGE)) for one in orders.changes])
    counts = np.flatnonzero((made <= limit[changed]) & (told != NO_CHANGE))
    for number in counts[np.lexsort((at[counts], extract[counts]))].tolist():
        account[changed[number]] = told[number]
    return account[row]
