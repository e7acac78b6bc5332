"""Quotes for deals: drafted or offered, then accepted, rejected, ended without a decision, or left open."""

import numpy as np

from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, UNKNOWN, Ints, absent, between
from simulator.draws.picking import Portfolio
from simulator.entities.pipeline import Pipeline
from simulator.mistakes.entry import enter
from simulator.mistakes.records import Records

STATUSES = ("draft", "open", "accepted", "rejected", "expired", "withdrawn")
DRAFT, OPEN, ACCEPTED, REJECTED, EXPIRED, WITHDRAWN = range(len(STATUSES))
FATES = (OPEN, ACCEPTED, REJECTED, EXPIRED, WITHDRAWN)
FATE_SHARES = (0.25, 0.4, 0.25, 0.06, 0.04)
DRAFT_SHARE = 0.12
LEAST, MOST = 500_00, 300_000_00  # cents
LONGEST = 30  # days for which one is valid; some for the day alone
DECIDED_KINDS = ("minutes_before", "hours_before")


def quotes(world: World, sales: Pipeline, ordered: Records) -> Records:
    """Draw quotes; they are entered once, and changed when they end. A draft has neither amount nor last day yet."""
    rng = world.rng("quotes")
    size = world.scenario.count("quotes")
    days = world.event_days(rng, size, 0.25)
    owner = world.on_duty(rng.choice(world.company.with_role(SALES_REP), size), days)
    entries = enter(world, "quotes", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "quotes", "quoted_at", entries.take(entries.delivered(world)))
    entries, size = records.entries, len(records)
    deals = sales.opportunities
    deal = Portfolio(deals.entries.owner, deals.ready).own_or_any(rng, entries.owner, entries.event)
    is_draft = rng.random(size) < DRAFT_SHARE
    last_day = records.verdict.event_day + between(rng, 0, LONGEST + 1, size)
    records.columns = {
        "account_id": sales.account[deal],
        "opportunity_id": deal,
        "order_id": np.full(size, NOBODY),
        "quote_status": np.where(is_draft, DRAFT, OPEN),
        "amount": np.where(is_draft, 0, between(rng, LEAST, MOST, size)),
        "expires_on": np.where(is_draft, absent(last_day.dtype), last_day),
        "decided_at": np.full(size, UNKNOWN),
    }
    records.texts = {"quote_status": words.pool(STATUSES)}
    _end(records, _last_order(sales, ordered)[deal], ordered.ready)
    records.leave_blank("account_id", "quote.account_present")
    records.make_not_positive("amount", "quote.amount_positive", ~is_draft)
    undated = records.leave_undated("expires_on", "quote.expiry_present", ~is_draft)
    dated = ~is_draft & ~undated.among(size)
    records.put_before(rng, "expires_on", "quote.expires_after_quoted", records.verdict.event_day, dated)
    records.delete_some()
    records.book_timing()
    return records


def _last_order(sales: Pipeline, ordered: Records) -> Ints:
    """The last order of each deal, or nobody's."""
    last = np.full(len(sales.opportunities), NOBODY)
    rows = np.flatnonzero(ordered.columns["opportunity_id"] != NOBODY)
    last[ordered.columns["opportunity_id"][rows]] = rows
    return last


def _end(records: Records, order: Ints, ready: Ints) -> None:
    """What becomes of each, entered when it happens but not before the quote itself.

    One that is accepted is the order of its deal, if that is there by then.
    """
    world, entries, columns = records.world, records.entries, records.columns
    rng = world.rng("ends of quotes")
    size = len(records)
    fate = rng.choice(FATES, size, p=FATE_SHARES)
    fate = np.where(columns["quote_status"] == DRAFT, DRAFT, fate)
    ended = entries.event + (rng.exponential(5 * DAY, size) + HOUR).astype(np.int64)
    over = world.clock.instant(columns["expires_on"] + 1, 9 * HOUR, world.company.zone[entries.owner])
    ended = np.where(fate == EXPIRED, over, ended)
    at = np.maximum(ended, entries.actual + MINUTE)
    is_decided = np.isin(fate, (ACCEPTED, REJECTED))
    wrong = records.plant("quote.decided_after_quoted", DECIDED_KINDS, is_decided & world.delivered(at))
    ago = np.where(wrong.are("minutes_before"), between(rng, MINUTE, HOUR, len(wrong.rows)), 5 * HOUR)
    shown = np.where(is_decided, ended, UNKNOWN)
    shown[wrong.rows] = entries.event[wrong.rows] - ago
    is_ordered = (fate == ACCEPTED) & (order != NOBODY)
    is_ordered[is_ordered] = ready[order[is_ordered]] <= at[is_ordered]
    values = {"quote_status": fate, "decided_at": shown, "order_id": np.where(is_ordered, order, NOBODY)}
    rows = np.flatnonzero(~np.isin(fate, (DRAFT, OPEN)))
    by_row = {name: value[rows] for name, value in values.items()}
    records.change(rows, at[rows], entries.owner[rows], by_row, later=False)
    right = {"decided_at": ended[wrong.rows]}
    records.book(wrong, right, at[wrong.rows], {"decided_at": shown[wrong.rows]})
