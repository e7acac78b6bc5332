"""Leads and opportunities, and what people leave out or get wrong about them.

Steps from stage to stage belong to `stages`, what is ordered after a win to `orders`.
"""

from dataclasses import dataclass

import numpy as np

from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, NOBODY, UNKNOWN, Flags, Ints, absent, between
from simulator.draws.picking import Portfolio
from simulator.entities.snapshots import PRODUCTS, product_prices
from simulator.entities.stages import LEFT, PROPOSAL, PROSPECTING, STAGES, WON, Walk, first_probability, take_steps
from simulator.mistakes.entry import enter
from simulator.mistakes.records import Records

LEAD_STATUSES = ("new", "working", "converted", "lost")
NEW, WORKING, CONVERTED, LEAD_LOST = range(4)
UNATTENDED_SHARE = 0.02  # leads that the website files itself: nobody owns or enters them
CONVERSION_SHARE = 0.4
UNMARKETED_SHARE = 0.1  # of leads that are converted: nobody says when marketing had qualified them
SCORED_SHARE = 0.8
CURRENCIES = ("CNY",)
AMOUNT_KINDS = ("zero", "negative")
REPRICED_SHARE = 0.06  # of won opportunities
TAKEN_BACK_SHARE = 0.05  # of won and lost ones


@dataclass
class Pipeline:
    """Leads, opportunities and stage changes, and what orders need to know of them.

    Attributes:
        account: True account of each opportunity, whatever its own column says.
        won: Opportunities with a delivered win.
        won_at: Instant of the last such win.
    """

    leads: Records
    opportunities: Records
    stage_changes: Records
    account: Ints
    won: Ints
    won_at: Ints


def pipeline(world: World, holders: Records) -> Pipeline:
    """Draw the whole way from leads to won and lost opportunities."""
    leads = _leads(world)
    source, converted_at = _conversions(leads)
    opportunities, lead = _opportunities(world, leads, source, converted_at)
    account = _describe(opportunities, lead, holders)
    walk, changes = take_steps(opportunities)
    won_at = walk.last_win(walk.at)
    won = np.flatnonzero(won_at != UNKNOWN)
    opportunities.amounts = ("amount", "stage")
    _note_departures(opportunities, changes)
    _rewrite(opportunities, walk, _plant(opportunities, walk))
    _convert(leads, opportunities, lead, account)
    for records in (leads, opportunities, changes):
        records.book_timing()
    return Pipeline(leads, opportunities, changes, account, won, won_at[won])


def _leads(world: World) -> Records:
    rng = world.rng("leads")
    size = world.scenario.count("leads")
    days = world.event_days(rng, size, 0.3)
    owner = world.on_duty(rng.choice(world.company.with_role(SALES_REP), size), days)
    owner = np.where(rng.random(size) < UNATTENDED_SHARE, NOBODY, owner)
    entries = enter(world, "leads", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "leads", "received_at", entries.take(entries.delivered(world)))
    size, scoring = len(records), world.rng("scores of leads")
    records.columns = {
        "lead_source": words.codes(rng, words.LEAD_SOURCES, size),
        "status": np.full(size, NEW, dtype=np.int8),
        "lead_score": np.where(scoring.random(size) < SCORED_SHARE, between(scoring, 0, 101, size), absent(np.int64)),
        "marketing_qualified_at": np.full(size, UNKNOWN),
        "sales_qualified_at": np.full(size, UNKNOWN),
        "converted_at": np.full(size, UNKNOWN),
        "opportunity_id": np.full(size, NOBODY),
        "account_id": np.full(size, NOBODY),
    }
    records.texts = {"lead_source": words.pool(words.LEAD_SOURCES), "status": words.pool(LEAD_STATUSES)}
    records.leave_blank("lead_source", "lead.source_present")
    return records


def _conversions(leads: Records) -> tuple[Ints, Ints]:
    """Which leads become opportunities, and when."""
    world, entries = leads.world, leads.entries
    rng = world.rng("conversions")
    at = world.later(rng, np.maximum(entries.event, leads.ready), entries.owner, 2.0)
    chosen = (rng.random(len(leads)) < CONVERSION_SHARE) & (entries.owner != NOBODY) & world.delivered(at)
    rows = np.flatnonzero(chosen)[: int(world.scenario.count("opportunities") * 0.6)]
    return rows, at[rows]


def _opportunities(world: World, leads: Records, source: Ints, converted_at: Ints) -> tuple[Records, Ints]:
    """Opportunities from leads and from nowhere, with the lead of each."""
    rng = world.rng("opportunities")
    size = max(5, world.scenario.count("opportunities") - len(source))
    days = world.event_days(rng, size, 0.35)
    fresh = world.on_duty(rng.choice(world.company.with_role(SALES_REP), size), days)
    heir = world.still_on_duty(leads.entries.owner[source], converted_at)
    owner = np.concatenate([heir, fresh])
    event = np.concatenate([converted_at, world.moments(rng, days, world.company.zone[fresh])])
    entries = enter(world, "opportunities", owner, event)
    rows = entries.delivered(world)
    lead = np.concatenate([source, np.full(size, NOBODY)])[rows]
    return Records(world, "opportunities", "opened_at", entries.take(rows)), lead


def _describe(records: Records, lead: Ints, holders: Records) -> Ints:
    """Fill the columns as they are at first; returns the true accounts."""
    world, entries = records.world, records.entries
    rng = world.rng("opportunity columns")
    size = len(records)
    account = Portfolio(holders.entries.owner, holders.ready).own_or_any(rng, entries.owner, entries.event)
    product = rng.integers(PRODUCTS, size=size)
    records.columns = {
        "account_id": account.copy(),
        "product_id": product,
        "lead_id": lead,
        "stage": np.full(size, PROSPECTING, dtype=np.int8),
        "amount": product_prices(world)[product] * rng.integers(1, 30, size),
        "currency": np.zeros(size, dtype=np.int64),
        "close_date": _expected_close(rng, records.verdict.event_day),
        "probability": first_probability(world, size),
    }
    records.texts = {"stage": words.pool(STAGES), "currency": words.pool(CURRENCIES)}
    records.leave_blank("account_id", "opportunity.account_present")
    records.leave_blank("product_id", "opportunity.product_present")
    return account


def _expected_close(rng: np.random.Generator, opened: Ints) -> Ints:
    """Weeks after opening; some on the very day, which is still right, and some not known."""
    close = opened + between(rng, 7, 90, len(opened))
    dice = rng.random(len(opened))
    close = np.where(dice < 0.02, opened, close)
    return np.where(dice > 0.97, absent(np.int64), close)


def _note_departures(opportunities: Records, changes: Records) -> None:
    """The first extract that tells of each opportunity that it was won, or lost, no longer."""
    for stage, left in LEFT.items():
        told = np.full(len(opportunities), opportunities.world.clock.extracts)
        leaving = np.flatnonzero(changes.columns["from_stage"] == stage)
        np.minimum.at(told, changes.columns["opportunity_id"][leaving], changes.entries.first_extract[leaving])
        opportunities.hidden[left] = told


def _rewrite(opportunities: Records, walk: Walk, amount_is_wrong: Flags) -> None:
    """After all steps, other amounts of what was won, and closed deals that are open again without a step."""
    if not opportunities.world.scenario.faults:
        return
    rng = opportunities.world.rng("rewritten deals")
    dice = rng.random(len(opportunities))
    closing = np.where(walk.reached, walk.typed, 0).max(axis=1)
    at = closing + between(rng, DAY, 6 * DAY, len(opportunities))
    owner, columns = opportunities.entries.owner, opportunities.columns
    last = np.maximum(walk.reached.sum(axis=1) - 1, 0)
    closed = walk.reached[:, 0] & (walk.to[np.arange(len(last)), last] >= WON) & ~amount_is_wrong
    dearer = np.flatnonzero(closed & walk.is_won & (dice < REPRICED_SHARE))
    opportunities.change(dearer, at[dearer], owner[dearer], {"amount": columns["amount"][dearer] * 11 // 10})
    back = np.flatnonzero(closed & (dice > 1 - TAKEN_BACK_SHARE))
    opportunities.change(back, at[back], owner[back], {"stage": np.full(len(back), PROPOSAL)})


def _plant(opportunities: Records, walk: Walk) -> Flags:
    """Amounts that no won opportunity can have, and close dates before the opening; returns whose amount is wrong."""
    rng = opportunities.world.rng("opportunity faults")
    columns = opportunities.columns
    wrong = opportunities.plant("opportunity.amount_positive", AMOUNT_KINDS, walk.is_won)
    amount_is_wrong = wrong.among(len(opportunities))
    right = columns["amount"][wrong.rows]
    columns["amount"][wrong.rows] = np.where(wrong.are("zero"), 0, -right)
    opportunities.book(wrong, {"amount": right}, walk.last_win(walk.typed)[wrong.rows])

    opened = opportunities.verdict.event_day
    opportunities.put_before(rng, "close_date", "opportunity.close_after_open", opened, ~walk.is_closed)
    return amount_is_wrong


def _convert(leads: Records, opportunities: Records, lead: Ints, account: Ints) -> None:
    """Leads learn what became of them: the opportunity, or being worked on, or lost."""
    rng = leads.world.rng("lead statuses")
    rows = np.flatnonzero(lead != NOBODY)
    entries = opportunities.entries
    received = leads.entries.event[lead[rows]]
    waited = entries.event[rows] - received
    unmarketed = leads.world.rng("qualification of leads").random(len(rows)) < UNMARKETED_SHARE
    leads.change(
        lead[rows],
        entries.actual[rows],
        entries.enterer[rows],
        {
            "status": np.full(len(rows), CONVERTED),
            "marketing_qualified_at": np.where(unmarketed, UNKNOWN, received + waited // 3),
            "sales_qualified_at": received + waited * 2 // 3,
            "converted_at": entries.event[rows],
            "opportunity_id": rows,
            "account_id": account[rows],
        },
        later=False,
    )
    open_leads = np.setdiff1d(np.flatnonzero(leads.entries.owner != NOBODY), lead)
    dice = rng.random(len(open_leads))
    at = leads.entries.actual[open_leads] + between(rng, DAY, 10 * DAY, len(open_leads))
    for status, chosen in ((WORKING, dice < 0.5), (LEAD_LOST, dice > 0.8)):
        part = open_leads[chosen]
        values = {"status": np.full(len(part), status)}
        if status == WORKING:
            values["marketing_qualified_at"] = at[chosen]
            values["sales_qualified_at"] = np.where(dice[chosen] < 0.2, at[chosen], UNKNOWN)
        leads.change(part, at[chosen], leads.entries.owner[part], values)
