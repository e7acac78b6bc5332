"""Campaigns, and their members: whom each was for and what came of it.

A member is told of when its campaign begins, and once more with what it did. Some are on a campaign's list twice, and
some bought before it began.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import SOURCE_ZONE
from simulator.company.people import MANAGER
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import DAY, HOUR, NOBODY, UNKNOWN, Flags, between
from simulator.files.delivery import Delivery
from simulator.files.rendering import ids, instants
from simulator.mistakes.entry import enter
from simulator.mistakes.records import Records

CHANNELS = ("email", "sms", "call", "trade_fair", "social_media")
KINDS = ("launch", "discount", "seminar", "survey")
GROUPS = ("new_customers", "existing_customers", "lapsed_customers", "everybody")
UNKNOWN_COST_SHARE = 0.1
MEMBERS = 20  # of a campaign, on average
LISTED_TWICE_SHARE = 0.05
LEAD_SHARE = 0.2  # of members; the others are contacts
UNINVITED_SHARE = 0.05
REACH_TOLD_SHARE = 0.7  # of campaigns
REACHED_SHARE, RESPONDED_SHARE, PART_SHARE, BOUGHT_SHARE = 0.85, 0.3, 0.6, 0.4
BOUGHT_EARLIER_SHARE = 0.2


def campaigns(world: World) -> Records:
    """What managers planned, days before it begins."""
    rng = world.rng("campaigns")
    size = world.scenario.count("campaigns")
    days = world.event_days(rng, size, 0.4)
    owner = world.on_duty(rng.choice(world.company.with_role(MANAGER), size), days)
    entries = enter(world, "campaigns", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "campaigns", "planned_at", entries.take(entries.delivered(world)))
    size = len(records)
    starts = records.verdict.event_day + between(rng, 1, 12, size)
    budget = between(rng, 1_000, 50_000, size) * 100
    cost = budget * between(rng, 60, 120, size) // 100
    records.columns = {
        "name": words.codes(rng, words.PLACES, size),
        "channel": words.codes(rng, CHANNELS, size),
        "campaign_kind": words.codes(rng, KINDS, size),
        "target_group": words.codes(rng, GROUPS, size),
        "starts_on": starts,
        "ends_on": starts + between(rng, 0, 20, size),
        "budget_amount": budget,
        "cost_amount": np.where(rng.random(size) < UNKNOWN_COST_SHARE, UNKNOWN, cost),
    }
    records.texts = {
        "name": words.pool(words.PLACES),
        "channel": words.pool(CHANNELS),
        "campaign_kind": words.pool(KINDS),
        "target_group": words.pool(GROUPS),
    }
    records.hidden["starts_on"] = starts
    records.leave_blank("channel", "campaign.channel_present")
    _plant_days(records)
    records.delete_some()
    records.book_timing()
    return records


def _plant_days(records: Records) -> None:
    """Campaigns that do not say when they start, and others that end before that."""
    rng = records.world.rng("days of campaigns")
    says_start = ~records.leave_undated("starts_on", "campaign.start_present").among(len(records))
    records.put_before(rng, "ends_on", "campaign.ends_after_start", records.hidden["starts_on"], says_start)


def write_members(run: Records, people: Records, leads: Records, delivery: Delivery) -> None:
    """Write the members of each campaign as far as the extracts go."""
    world = run.world
    rng = world.rng("members of campaigns")
    campaign = np.repeat(np.arange(len(run)), rng.poisson(MEMBERS, len(run)))
    twice = np.flatnonzero(rng.random(len(campaign)) < LISTED_TWICE_SHARE)
    is_lead = rng.random(len(campaign)) < LEAD_SHARE
    contact = np.where(is_lead, NOBODY, rng.integers(len(people), size=len(campaign)))
    lead = np.where(is_lead, rng.integers(len(leads), size=len(campaign)), NOBODY)
    campaign, contact, lead = (np.append(column, column[twice]) for column in (campaign, contact, lead))
    size = len(campaign)
    begins = world.clock.instant(run.hidden["starts_on"][campaign], 9 * HOUR, np.int64(SOURCE_ZONE))
    begins = np.maximum(begins, run.entries.actual[campaign])
    reached = rng.random(size) < REACHED_SHARE
    responded = reached & (rng.random(size) < RESPONDED_SHARE)
    took_part = responded & (rng.random(size) < PART_SHARE)
    bought = took_part & (rng.random(size) < BOUGHT_SHARE)
    earlier = bought & (rng.random(size) < BOUGHT_EARLIER_SHARE)
    ago = np.where(earlier, -between(rng, 2 * DAY, 30 * DAY, size), between(rng, HOUR, 9 * DAY, size))
    known = np.isin(campaign, np.flatnonzero(rng.random(len(run)) < REACH_TOLD_SHARE))
    table = pa.table(
        {
            "id": ids("campaign_members", np.arange(size)),
            "campaign_id": ids("campaigns", campaign),
            "contact_id": ids("contacts", contact),
            "lead_id": ids("leads", lead),
            "is_targeted": pa.array(rng.random(size) >= UNINVITED_SHARE),
            "is_reached": pa.array(reached, mask=~known),
        }
    )
    at = begins + between(rng, HOUR, 3 * DAY, size)
    bought_at = np.where(bought, begins + ago, UNKNOWN)
    done_at = np.maximum(at, np.where(bought, bought_at, at)) + between(rng, HOUR, 3 * DAY, size)
    clock = world.clock
    told, done = clock.first_extract(at), clock.first_extract(done_at)
    later = np.flatnonzero(responded & (done > told))
    at_once = responded & (done == told)
    delivery.write_facts(
        "campaign_members",
        np.append(told, done[later]),
        pa.concat_tables(
            [
                _with_results(table, at_once, took_part, bought, instants(clock, bought_at)),
                _with_results(table, responded, took_part, bought, instants(clock, bought_at)).take(pa.array(later)),
            ]
        ),
    )


def _with_results(table: pa.Table, told: Flags, took_part: Flags, bought: Flags, bought_at: pa.Array) -> pa.Table:
    """The members with what those have done of whom it is told."""
    return (
        table.append_column("has_responded", pa.array(told))
        .append_column("has_taken_part", pa.array(told & took_part))
        .append_column("has_bought", pa.array(told & bought))
        .append_column("bought_at", pa.array(bought_at.to_pylist(), bought_at.type, mask=~(told & bought)))
    )
