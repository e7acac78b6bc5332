"""Calls of the service centre as its telephone system tells them, and what became of each.

What the outcomes mean: a line was engaged, a caller gave up within or after five seconds, a call was answered within or
after twenty seconds. Callers come back with the same topic; some are known, some withhold their number.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import SOURCE_ZONE
from simulator.company.people import SERVICE_AGENT
from simulator.company.world import World
from simulator.draws import phones, words
from simulator.draws.arrays import DAY, NOBODY, UNKNOWN, Flags, Ints, absent
from simulator.draws.picking import Portfolio
from simulator.files.delivery import Delivery
from simulator.files.rendering import ids, instants, texts, whole
from simulator.mistakes.records import Records

QUEUES = ("hotline", "orders", "technical")
OUTCOMES = ("blocked", "short_abandon", "abandoned", "in_time", "late", "outbound_answered", "outbound_unanswered")
BLOCKED, SHORT, ABANDONED, IN_TIME, LATE, REACHED, NOT_REACHED = range(len(OUTCOMES))
SHARES = (0.03, 0.04, 0.08, 0.5, 0.17, 0.14, 0.04)
# Least and most seconds until the answer or the end; the policies say 5 and 20.
WAITS = ((0, 1), (1, 5), (6, 240), (0, 20), (21, 180), (5, 40), (20, 60))
EDGE_SHARE = 0.1  # of calls that wait the least or the most seconds
AT_MIDNIGHT = 3  # offered ten seconds before, answered five after
CALLS_OF_A_CALLER = 2
KNOWN_SHARE, WITHHELD_SHARE, TOPIC_SHARE, HOLD_SHARE = 0.7, 0.05, 0.97, 0.95
BACK_SHARE = 0.15
BACK_AFTER = (DAY // 2, 3 * DAY, 7 * DAY, 7 * DAY + 1)  # the policy says seven days
MEANS = (200, 25, 40)  # seconds of talk, hold and wrap-up
TRANSFERS = (0.88, 0.1, 0.02)
RESOLVED_SHARE = 0.8
KNOWLEDGE_SHARE = 0.3


@dataclass(frozen=True)
class Calls:
    """Calls in the order of their delivery.

    Attributes:
        outcome: Place in `OUTCOMES`.
        contact: Row of the contact who called, or `NOBODY`.
        ended: Instant at which the call was over.
        extract: Number of the extract that delivers it.
    """

    outcome: Ints
    contact: Ints
    ended: Ints
    extract: Ints

    @property
    def served(self) -> Flags:
        """Whose caller could be asked for an opinion."""
        return np.isin(self.outcome, (IN_TIME, LATE))

    def truth(self) -> pa.Table:
        """What became of each call."""
        rows = np.arange(len(self.outcome))
        return pa.table({"call_id": ids("calls", rows), "outcome": texts(words.pool(OUTCOMES), self.outcome)})


def write_calls(world: World, people: Records, delivery: Delivery) -> Calls:
    """Write all calls that were over by the last extract, each once, after its wrap-up."""
    rng = world.rng("calls")
    size = world.scenario.count("cases")
    day = world.event_days(rng, size, 0.15)
    agent = world.on_duty(rng.choice(world.company.with_role(SERVICE_AGENT), size), day)
    offered = world.moments(rng, day, world.company.zone[agent])
    outcome = rng.choice(len(OUTCOMES), size, p=SHARES)
    low, high = np.array(WAITS)[outcome].T
    wait, edge = rng.integers(low, high + 1), rng.random(size)
    wait = np.where(edge < EDGE_SHARE, low, np.where(edge > 1 - EDGE_SHARE, high, wait))
    caller = rng.integers(max(1, size // CALLS_OF_A_CALLER), size=size)
    topic = np.where(rng.random(size) < TOPIC_SHARE, words.codes(rng, words.CASE_CATEGORIES, size), NOBODY)
    _come_back(rng, offered, outcome, caller, topic)
    late = np.flatnonzero(outcome == IN_TIME)[:AT_MIDNIGHT]
    offered[late] = world.clock.instant(day[late] + 1, -10, np.int64(SOURCE_ZONE))
    wait[late] = 15

    answered = np.isin(outcome, (IN_TIME, LATE, REACHED))
    talk, hold, wrap_up = (np.where(answered, rng.exponential(mean, size).astype(np.int64), 0) for mean in MEANS)
    ended = offered + wait + talk + hold
    extract = world.clock.first_extract(ended + wrap_up)

    contact = Portfolio(people.entries.owner, people.ready).any(rng, np.full(size, world.clock.cutoffs[0]))[caller]
    known = rng.random(size)[caller] < KNOWN_SHARE
    number, _ = phones.numbers(rng, size)
    told = np.where(known | (rng.random(size) >= WITHHELD_SHARE), caller, NOBODY)
    is_outbound = outcome >= REACHED
    table = pa.table(
        {
            "call_direction": pa.array(["inbound", "outbound"]).take(pa.array(is_outbound.astype(int))),
            "queue": texts(words.pool(QUEUES), rng.integers(len(QUEUES), size=size)),
            "topic": texts(words.pool(words.CASE_CATEGORIES), topic),
            "agent_id": ids("employees", np.where(answered | is_outbound, agent, NOBODY)),
            "contact_id": ids("contacts", np.where(known, contact, NOBODY)),
            "phone": texts(number, told),
            "offered_at": instants(world.clock, offered),
            "is_blocked": pa.array(outcome == BLOCKED),
            "is_answered": pa.array(answered),
            "answered_at": instants(world.clock, np.where(answered, offered + wait, UNKNOWN)),
            "ended_at": instants(world.clock, ended),
            "talk_seconds": whole(_if(answered, talk)),
            "hold_seconds": whole(_if(answered & (rng.random(size) < HOLD_SHARE), hold)),
            "wrap_up_seconds": whole(_if(answered, wrap_up)),
            "transfer_count": whole(_if(answered, rng.choice(len(TRANSFERS), size, p=TRANSFERS))),
            "is_resolved": pa.array(rng.random(size) < RESOLVED_SHARE, mask=~answered),
            "is_knowledge_used": pa.array(rng.random(size) < KNOWLEDGE_SHARE, mask=~answered),
        }
    )
    order = delivery.write_facts("calls", extract, table)
    return Calls(outcome[order], np.where(known, contact, NOBODY)[order], ended[order], extract[order])


def _come_back(rng: np.random.Generator, offered: Ints, outcome: Ints, caller: Ints, topic: Ints) -> None:
    """Let some callers call again with the same topic, as calls that were drawn as others."""
    first, second = rng.permutation(len(offered))[: 2 * int(len(offered) * BACK_SHARE)].reshape(2, -1)
    both = (outcome[first] < REACHED) & (outcome[second] < REACHED)
    first, second = first[both], second[both]
    offered[second] = offered[first] + rng.choice(BACK_AFTER, len(first))
    caller[second], topic[second] = caller[first], topic[first]


def _if(known: Flags, values: Ints) -> Ints:
    return np.where(known, values, absent(values.dtype))
