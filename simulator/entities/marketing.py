"""What marketing spends and learns: spending by month, memberships of customers, and what markets and customers buy.

Campaigns and their members belong to `campaigns`.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import HISTORY_DAYS, SOURCE_ZONE
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import HOUR, NOBODY, UNKNOWN, Ints, absent, between
from simulator.entities.campaigns import CHANNELS
from simulator.files.delivery import Delivery
from simulator.files.rendering import cents, days, ids
from simulator.mistakes.records import Records

PURPOSES = ("acquisition", "retention")
RETENTION_SHARE = 0.25
TIERS = ("silver", "gold")
MEMBER_SHARE, JOINED_SHARE, LEFT_SHARE, DIRECT_SHARE, AGAIN_SHARE = 0.6, 0.7, 0.3, 0.1, 0.2
BUDGETED_ACCOUNTS = 4  # one of so many says what it buys elsewhere


def write_marketing(planned: Records, customers: Records, delivery: Delivery) -> None:
    """Write all of it as far as the extracts go."""
    _write_spend(planned, delivery)
    _write_memberships(customers, delivery)
    _write_volumes(customers, delivery)


def _write_spend(run: Records, delivery: Delivery) -> None:
    """Write what was spent each month by channel, and on each campaign whose cost is known."""
    world = run.world
    rng = world.rng("marketing spend")
    first = _months(world)
    month, channel = np.repeat(first, len(CHANNELS)), np.tile(np.arange(len(CHANNELS)), len(first))
    known = np.flatnonzero(run.columns["cost_amount"] != UNKNOWN)
    campaign = np.append(np.full(len(month), NOBODY), known)
    size = len(campaign)
    spent = np.append(month + between(rng, 0, 28, len(month)), run.hidden["starts_on"][known])
    amount = np.append(between(rng, 1_000_00, 20_000_00, len(month)), run.columns["cost_amount"][known])
    table = pa.table(
        {
            "campaign_id": ids("campaigns", campaign),
            "channel": pa.array(CHANNELS).take(pa.array(np.append(channel, known), mask=campaign != NOBODY)),
            "purpose": pa.array(PURPOSES).take(pa.array((rng.random(size) < RETENTION_SHARE).astype(int))),
            "spent_on": days(spent),
            "amount": cents(amount),
        }
    )
    delivery.write_facts("marketing_spend", _told(world, spent), table)


def _write_memberships(holders: Records, delivery: Delivery) -> None:
    """Write who registered for a membership, and each again when it begins and when it ends; some are members twice."""
    world = holders.world
    rng = world.rng("memberships")
    account = np.flatnonzero(rng.random(len(holders)) < MEMBER_SHARE)
    account = np.append(account, account[rng.random(len(account)) < AGAIN_SHARE])
    size = len(account)
    registered = between(rng, world.clock.start_day - HISTORY_DAYS, world.clock.last_day, size)
    joined = registered + between(rng, 0, 21, size)
    joined = np.where(rng.random(size) < JOINED_SHARE, joined, absent(np.int64))
    left = np.where(rng.random(size) < LEFT_SHARE, joined + between(rng, 3, 40, size), absent(np.int64))
    left = np.where(joined == absent(np.int64), joined, left)
    direct = (rng.random(size) < DIRECT_SHARE) & (joined != absent(np.int64))
    registered = np.where(direct, absent(np.int64), registered)
    tier = words.codes(rng, TIERS, size)
    known = np.stack([registered, joined, left], axis=1)
    told = np.where(known == absent(np.int64), world.clock.extracts, _told(world, np.maximum(known, 0)))
    # One row for each extract that tells something new.
    row, extract = np.unique(np.stack([np.repeat(np.arange(size), 3), told.ravel()]), axis=1)
    known = np.where(told[row] <= extract[:, None], known[row], absent(np.int64))
    table = pa.table(
        {
            "id": ids("memberships", row),
            "account_id": ids("accounts", account[row]),
            "tier": pa.array(TIERS).take(pa.array(tier[row])),
            "registered_on": days(known[:, 0]),
            "joined_on": days(known[:, 1]),
            "left_on": days(known[:, 2]),
        }
    )
    delivery.write_facts("memberships", extract, table)


def _write_volumes(holders: Records, delivery: Delivery) -> None:
    """Write what the market buys of each class of products in a month, and what some customers do, from whomever."""
    world = holders.world
    rng = world.rng("market volumes")
    first = _months(world)[:-1]
    account = np.append(NOBODY, np.arange(0, len(holders), BUDGETED_ACCOUNTS))
    classes, accounts = len(words.CATEGORIES), len(account)
    month = np.repeat(first, classes * accounts)
    account = np.tile(np.repeat(account, classes), len(first))
    category = np.tile(np.arange(classes), accounts * len(first))
    last = _next_month(month) - 1
    amount = np.where(
        account == NOBODY,
        between(rng, 200_000_000_00, 900_000_000_00, len(month)),
        between(rng, 50_000_00, 1_000_000_00, len(month)),
    )
    table = pa.table(
        {
            "account_id": ids("accounts", account),
            "product_category": pa.array(words.CATEGORIES).take(pa.array(category)),
            "first_date": days(month),
            "last_date": days(last),
            "amount": cents(amount),
        }
    )
    delivery.write_facts("market_volumes", _told(world, last + 3), table)


def _months(world: World) -> Ints:
    """First days of the months from the history on to that of the last extract."""
    bounds = np.array([world.clock.start_day - HISTORY_DAYS // 2, world.clock.last_day])
    first, last = bounds.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64).tolist()
    return _first_day(np.arange(first, last + 1))


def _first_day(months: Ints) -> Ints:
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))


def _next_month(day: Ints) -> Ints:
    return _first_day(day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1)


def _told(world: World, day: Ints) -> Ints:
    """The first extract after a day is over."""
    return world.clock.first_extract(world.clock.instant(day + 1, HOUR, np.int64(SOURCE_ZONE)))
