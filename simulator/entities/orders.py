"""Orders and their lines.

Lines are entered together with their order, in time or late.
"""

import numpy as np

from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, NOBODY, UNKNOWN, Ints, absent, between
from simulator.draws.picking import Portfolio
from simulator.entities.pipeline import Pipeline
from simulator.entities.snapshots import PRODUCTS, product_prices
from simulator.mistakes.entry import enter
from simulator.mistakes.records import Records

STATUSES = ("new", "confirmed", "shipped", "completed")
DIRECT_SHARE = 0.2  # orders without an opportunity
QUANTITY_KINDS = ("zero", "negative")
NO_QUANTITY_SHARE = 0.005
NO_COST_SHARE = 0.02
COST_PER_CENT = (45, 105)  # of the price; some are sold below what they cost
RECOMMENDED_SHARE, PLANNED_SHARE = 0.25, 0.7
NO_REASON_SHARE = 0.05
MORE_SHARE = 0.01  # of lines whose quantity changes after all


def orders(world: World, holders: Records, sales: Pipeline) -> Records:
    """Orders after wins, and some that just came in."""
    rng = world.rng("orders")
    size = world.scenario.count("orders")
    direct = int(size * DIRECT_SHARE) if len(sales.won) else size
    days = world.event_days(rng, direct, 0.15)
    owner = world.on_duty(rng.choice(world.company.with_role(SALES_REP), direct), days)
    event = world.moments(rng, days, world.company.zone[owner])
    win = rng.integers(max(1, len(sales.won)), size=size - direct)
    buyer, seller, bought = _after_wins(world, rng, sales, win)
    owner, event = np.concatenate([owner, seller]), np.concatenate([event, bought])
    entries = enter(world, "orders", owner, event)
    rows = entries.delivered(world)
    opportunity = np.concatenate([np.full(direct, NOBODY), buyer])[rows]
    records = Records(world, "orders", "ordered_at", entries.take(rows))
    portfolio = Portfolio(holders.entries.owner, holders.ready)
    own = portfolio.own_or_any(rng, records.entries.owner, records.entries.event)
    records.columns = {
        "account_id": np.where(opportunity == NOBODY, own, sales.account[opportunity]),
        "opportunity_id": opportunity,
        "status": np.zeros(len(records), dtype=np.int8),
    }
    records.texts = {"status": words.pool(STATUSES)}
    records.hidden["account"] = records.columns["account_id"]
    records.leave_blank("account_id", "order.account_present")
    at = records.entries.actual
    for status in range(1, len(STATUSES)):
        at = at + between(rng, DAY // 8, 6 * DAY, len(records))
        everyone = np.arange(len(records))
        records.change(everyone, at, records.entries.owner, {"status": np.full(len(records), status)}, later=False)
    records.book_timing()
    return records


def _after_wins(world: World, rng: np.random.Generator, sales: Pipeline, win: Ints) -> tuple[Ints, Ints, Ints]:
    """Opportunity, owner and instant of orders that follow the wins."""
    if not len(sales.won):
        return win, win, win
    won_at = sales.won_at[win]
    opportunity = sales.won[win]
    seller = sales.opportunities.entries.owner[opportunity]
    moment = won_at + (rng.random(len(win)) * np.maximum(world.clock.end - won_at, 0)).astype(np.int64)
    zone = world.company.zone[seller]
    day = world.clock.rolled(world.clock.local_day(moment, zone))
    event = np.maximum(world.moments(rng, day, zone), won_at + DAY // 48)
    return opportunity, world.still_on_duty(seller, event), event


def order_lines(world: World, holders: Records) -> Records:
    """What was ordered."""
    rng = world.rng("order lines")
    mean = world.scenario.count("order_lines") / world.scenario.count("orders")
    order = np.repeat(np.arange(len(holders)), 1 + rng.poisson(max(0.0, mean - 1), len(holders)))
    records = Records(world, "order_lines", "ordered_at", holders.entries.take(order))
    size = len(records)
    product = rng.integers(PRODUCTS, size=size)
    price = product_prices(world)[product] * rng.integers(85, 101, size) // 100
    quantity = between(rng, 1, 50, size)
    records.columns = {"order_id": order, "product_id": product, "unit_price_amount": price}
    wrong = records.plant("order_line.quantity_positive", QUANTITY_KINDS)
    shown = quantity.copy()
    shown[wrong.rows] = np.where(wrong.are("zero"), 0, -quantity[wrong.rows])
    unknown = (rng.random(size) < NO_QUANTITY_SHARE) & ~wrong.among(size)
    records.columns["quantity"] = np.where(unknown, absent(np.int64), shown)
    records.columns["line_amount"] = np.where(unknown, UNKNOWN, shown * price)
    records.book(wrong, {"quantity": quantity[wrong.rows], "line_amount": (quantity * price)[wrong.rows]})
    _account_for(records, price, quantity)
    records.amounts = ("line_amount",)
    _order_more(records, np.flatnonzero(~unknown & ~wrong.among(size)))
    records.book_timing()
    return records


def _account_for(records: Records, price: Ints, quantity: Ints) -> None:
    """What the lines cost the company, and how they came about; of some nobody knows."""
    rng = records.world.rng("cost and reasons of lines")
    size = len(records)
    known = (rng.random(size) >= NO_COST_SHARE) & (records.columns["line_amount"] != UNKNOWN)
    records.hidden["unit_cost"] = np.where(known, price * between(rng, *COST_PER_CENT, size) // 100, UNKNOWN)
    records.columns["cost_amount"] = _cost(records, np.arange(size), quantity)
    for column, share in (("is_recommended", RECOMMENDED_SHARE), ("is_planned", PLANNED_SHARE)):
        dice = rng.random(size)
        records.columns[column] = np.where(dice > 1 - NO_REASON_SHARE, NOBODY, dice < share)


def _cost(records: Records, rows: Ints, quantity: Ints) -> Ints:
    """What a quantity of each row costs the company."""
    unit_cost = records.hidden["unit_cost"][rows]
    return np.where(unit_cost == UNKNOWN, UNKNOWN, quantity * unit_cost)


def _order_more(records: Records, rows: Ints) -> None:
    """Some lines change days later, and with them what was sold."""
    if not records.world.scenario.faults:
        return
    rng = records.world.rng("changed lines")
    rows = rows[rng.random(len(rows)) < MORE_SHARE]
    at = records.entries.actual[rows] + between(rng, DAY, 8 * DAY, len(rows))
    quantity = records.columns["quantity"][rows] + between(rng, 1, 5, len(rows))
    amount = quantity * records.columns["unit_price_amount"][rows]
    changed = {"quantity": quantity, "line_amount": amount, "cost_amount": _cost(records, rows, quantity)}
    records.change(rows, at, records.entries.owner[rows], changed)
