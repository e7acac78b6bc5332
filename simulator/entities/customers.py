"""Accounts and contacts, and what people leave out or get wrong about them."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import CUTOFF_SECONDS, HISTORY_DAYS, SOURCE_ZONE
from simulator.company.people import COUNTRIES, SALES_REP, SERVICE_AGENT
from simulator.company.world import World
from simulator.draws import phones, words
from simulator.draws.arrays import DAY, HOUR, NOBODY, Flags, Ints, absent, between
from simulator.draws.picking import Portfolio
from simulator.entities.birthdays import draw_birth_dates
from simulator.mistakes.entry import enter
from simulator.mistakes.planting import Mistakes
from simulator.mistakes.records import BLANK_KINDS, Records, blank_codes

REFERRED_SHARE, ENDED_SHARE = 0.25, 0.35  # of accounts
END_REASONS = ("ended", "competitor")
DUPLICATE_SHARE = 0.006  # groups of contacts with one phone number, per contact
GROUP = 3
REPRESENTED_SHARE, REPRESENTED_ANEW_SHARE = 0.6, 0.15
NO_NUMBER, MALFORMED = -1, -2  # hidden column "number", by code of phone: the contact whose number it is, or no number


def accounts(world: World) -> Records:
    """Customer organisations, most of them older than everything else so that others can refer to them."""
    rng = world.rng("accounts")
    size = world.scenario.count("accounts")
    days = world.event_days(rng, size, 0.7, history_ends=HISTORY_DAYS // 2)
    days[0] = days.min()
    owner = world.on_duty(rng.choice(world.company.with_role(SALES_REP), size), days)
    entries = enter(world, "accounts", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "accounts", "acquired_at", entries.take(entries.delivered(world)))
    names, size = words.company_names(), len(records)
    records.columns = {
        "name": words.codes(rng, names, size),
        "industry": words.codes(rng, words.INDUSTRIES, size),
        "country": world.company.office[records.entries.owner],
        "employee_count": np.exp(rng.normal(5, 1.2, size)).astype(np.int32) + 1,
        "annual_revenue_amount": np.exp(rng.normal(21, 1.3, size)).astype(np.int64),
        "parent_account_id": np.where(rng.random(size) < 0.1, (rng.random(size) * np.arange(size)).astype(int), NOBODY),
    }
    records.columns["parent_account_id"][0] = NOBODY
    records.texts = {"name": names, "industry": words.pool(words.INDUSTRIES), "country": words.pool(COUNTRIES)}
    _refer_and_leave(records)
    records.leave_blank("industry", "account.industry_present")
    _grow(records)
    _represent(records)
    _hand_over(records)
    records.book_timing()
    return records


def _grow(records: Records) -> None:
    """New figures for some accounts on a later day."""
    rng = records.world.rng("growth of accounts")
    rows = np.flatnonzero(rng.random(len(records)) < 0.1)
    at = records.entries.actual[rows] + between(rng, DAY, 30 * DAY, len(rows))
    grown = (records.columns["annual_revenue_amount"][rows] * rng.uniform(0.8, 1.4, len(rows))).astype(np.int64)
    records.change(rows, at, records.entries.owner[rows], {"annual_revenue_amount": grown})


def _represent(records: Records) -> None:
    """Most accounts have an agent of their own by name; some get another one, or a first, on a later day."""
    rng = records.world.rng("representatives of accounts")
    size, agents = len(records), records.world.company.with_role(SERVICE_AGENT)
    chosen = rng.random(size) < REPRESENTED_SHARE
    records.columns["representative_id"] = np.where(chosen, rng.choice(agents, size), NOBODY)
    rows = np.flatnonzero(rng.random(size) < REPRESENTED_ANEW_SHARE)
    at = records.entries.actual[rows] + between(rng, DAY, 60 * DAY, len(rows))
    anew = {"representative_id": rng.choice(agents, len(rows))}
    records.change(rows, at, records.entries.owner[rows], anew)


def _refer_and_leave(records: Records) -> None:
    """Who was sent by an older customer, and who tells on a later day that they are none any more, some of them why."""
    world, size = records.world, len(records)
    rng = world.rng("relations of accounts")
    older = (rng.random(size) * np.arange(size)).astype(int)
    referred = (rng.random(size) < REFERRED_SHARE) & (np.arange(size) > 0)
    records.columns |= {
        "referrer_account_id": np.where(referred, older, NOBODY),
        "relation_ended_on": np.full(size, absent(np.int64)),
        "end_reason": np.full(size, NOBODY),
    }
    records.texts["end_reason"] = words.pool(END_REASONS)
    rows = np.flatnonzero(rng.random(size) < ENDED_SHARE)
    start = world.clock.start_day
    day = between(rng, start + 1, start + max(3, world.clock.days - 5), len(rows))
    at = world.clock.instant(day, CUTOFF_SECONDS + HOUR, np.int64(SOURCE_ZONE))
    reason = rng.integers(NOBODY, len(END_REASONS), len(rows))
    later = at > records.entries.actual[rows]
    rows, at, day, reason = rows[later], at[later], day[later], reason[later]
    records.change(rows, at, records.entries.owner[rows], {"relation_ended_on": day, "end_reason": reason})


def _hand_over(records: Records) -> None:
    """Whoever leaves hands their accounts to another; who entered them in time stays who did."""
    company = records.world.company
    clock = records.world.clock
    if company.leaves_at >= clock.days:
        return
    rows = np.flatnonzero(records.entries.owner == company.leaver)
    left = np.full(len(rows), clock.start_day + company.leaves_at)
    at = clock.instant(left, CUTOFF_SECONDS + HOUR, np.int64(SOURCE_ZONE))
    heir = company.substitute[records.entries.owner[rows]]
    records.change(rows, at, company.colleague[records.entries.owner[rows]], {"owner_id": heir})


def contacts(world: World, holders: Records) -> Records:
    """People at the accounts."""
    rng = world.rng("contacts")
    size = world.scenario.count("contacts")
    days = world.event_days(rng, size, 0.5)
    owner = world.on_duty(rng.choice(world.company.with_role(SALES_REP), size), days)
    entries = enter(world, "contacts", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "contacts", "met_at", entries.take(entries.delivered(world)))
    portfolio = Portfolio(holders.entries.owner, holders.ready)
    names, size = words.full_names(), len(records)
    records.columns = {
        "account_id": portfolio.own_or_any(rng, records.entries.owner, records.entries.event),
        "name": words.codes(rng, names, size),
        "occupation": words.codes(rng, words.OCCUPATIONS, size),
    }
    records.texts = {"name": names, "occupation": words.pool(words.OCCUPATIONS)}
    records.leave_blank("occupation", "contact.occupation_present")
    draw_birth_dates(records)
    shared = _draw_phones(records)
    # Were one of a group deleted, which of the others is the later one would be a matter of opinion.
    records.delete_some(~shared)
    records.book_timing()
    return records


def _draw_phones(records: Records) -> Flags:
    """Phone numbers, some missing, malformed or somebody else's; returns who shares a number."""
    rng = records.world.rng("phones")
    size = len(records)
    bare, mobile = phones.numbers(rng, size)
    style = np.where(mobile, phones.any_style(rng, size), 0)
    missing = records.plant("contact.phone_present", (*BLANK_KINDS, "phone_placeholder"))
    free = mobile & ~missing.among(size)
    flawed = records.plant("contact.phone_well_formed", phones.FLAWS, free, 0.6)
    groups = _groups(records, rng, free & ~flawed.among(size))
    first, copies = np.repeat(groups[:, 0], GROUP - 1), groups[:, 1:].ravel()
    # Every copy is written in another style than the original.
    other = (style[first] + rng.integers(1, phones.STYLES, len(first))) % phones.STYLES
    shared = Mistakes("contact.phone_unique", phones.STYLE_NAMES, copies, other)

    pools = _Pools(phones.written(bare, style))
    code = np.arange(size)
    fake = pools.add(words.pool(phones.PLACEHOLDERS))
    nothing = blank_codes(rng, missing.kind)
    code[missing.rows] = np.where(missing.are("phone_placeholder"), rng.choice(fake, len(nothing)), nothing)
    code[flawed.rows] = pools.add(phones.malformed(bare.take(pa.array(flawed.rows)), flawed.kind))
    code[copies] = pools.add(phones.written(bare.take(pa.array(first)), other))
    records.columns["phone"] = code
    records.texts["phone"] = pools.joined()
    number = np.full(len(records.texts["phone"]), MALFORMED)
    number[:size] = np.arange(size)
    number[fake] = NO_NUMBER
    number[code[copies]] = first
    records.hidden["number"] = number
    for mistakes in (missing, flawed, shared):
        # The code of a contact's own number is its row.
        records.book(mistakes, {"phone": mistakes.rows})
    return np.isin(np.arange(size), groups)


def _groups(records: Records, rng: np.random.Generator, eligible: Flags) -> Ints:
    """Rows that share a number, a group per line, the one that was there first in front."""
    free = np.flatnonzero(eligible)
    count = min(max(3, int(len(records) * DUPLICATE_SHARE)), len(free) // GROUP)
    if not records.world.scenario.faults:
        count = 0
    groups = np.sort(rng.choice(free, count * GROUP, replace=False)).reshape(count, GROUP, order="F")
    entries = records.entries
    order = np.lexsort((groups, entries.entered[groups], entries.first_extract[groups]), axis=1)
    return np.take_along_axis(groups, order, axis=1)


class _Pools:
    """What phone codes stand for: every contact's own number first, then whatever was added."""

    def __init__(self, own: pa.Array) -> None:
        self._parts = [own]
        self._size = len(own)

    def add(self, more: pa.Array) -> Ints:
        """Append texts; returns their codes."""
        codes = np.arange(self._size, self._size + len(more))
        self._parts.append(more)
        self._size += len(more)
        return codes

    def joined(self) -> pa.Array:
        """All texts, by code."""
        return pa.concat_arrays(self._parts)
