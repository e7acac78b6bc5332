"""What systems of the service centre tell beside calls: its knowledge base, the time of its agents, what it costs."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import SOURCE_ZONE
from simulator.company.people import SERVICE_AGENT
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import HOUR, NOBODY, Ints, between
from simulator.entities.usage import END_OF_WORK, attendance
from simulator.files.delivery import Delivery
from simulator.files.rendering import cents, days, ids, texts, whole

EVENTS = ("search", "creation", "revision")
EVENT_SHARES = (0.8, 0.08, 0.12)
EVENTS_PER_DAY = 3
HIT_SHARE = 0.6  # of searches, which end with an article
ARTICLES = 40
SHIFT = 8 * HOUR
UNTOLD_SHARE = 0.05
CHANNELS = ("phone", "email", "chat")
COST_OF_MONTH = (20_000_00, 60_000_00)  # cents, of a channel


def write_service_desk(world: World, delivery: Delivery) -> None:
    """Write all of it."""
    _write_knowledge(world, delivery)
    _write_agent_times(world, delivery)
    _write_costs(world, delivery)


def _write_knowledge(world: World, delivery: Delivery) -> None:
    """Write searches of the knowledge base, and articles that are written or revised."""
    rng = world.rng("knowledge base")
    person, day = (np.repeat(one, EVENTS_PER_DAY) for one in attendance(world, SERVICE_AGENT))
    size = len(day)
    kind = rng.choice(len(EVENTS), size, p=EVENT_SHARES)
    article = np.where((kind > 0) | (rng.random(size) < HIT_SHARE), rng.integers(ARTICLES, size=size), NOBODY)
    table = {
        "person_id": ids("employees", person),
        "event_date": days(day),
        "event_kind": texts(words.pool(EVENTS), kind),
        "article_id": texts(words.pool(tuple(f"KB{number:03d}" for number in range(ARTICLES))), article),
    }
    _write(world, delivery, "knowledge_events", day, table)


def _write_agent_times(world: World, delivery: Delivery) -> None:
    """Write how each agent spent each working day, told in the evening; of some days the schedule is not known."""
    rng = world.rng("times of agents")
    person, day = attendance(world, SERVICE_AGENT)
    size = len(day)
    logged_in = SHIFT + between(rng, -HOUR, HOUR, size)
    adherent = (np.minimum(logged_in, SHIFT) * rng.uniform(0.7, 1, size)).astype(np.int64)
    told = rng.random(size) >= UNTOLD_SHARE
    table = {
        "person_id": ids("employees", person),
        "work_date": days(day),
        "logged_in_seconds": whole(logged_in),
        "handle_seconds": whole((logged_in * rng.uniform(0.4, 0.95, size)).astype(np.int64)),
        "scheduled_seconds": pa.array(np.full(size, SHIFT), mask=~told),
        "adherent_seconds": pa.array(adherent, mask=~told),
    }
    _write(world, delivery, "agent_times", day, table)


def _write_costs(world: World, delivery: Delivery) -> None:
    """Write what each month cost by channel once it is over, and what the last of them cost beside."""
    rng = world.rng("costs of service")
    clock = world.clock
    first, last = np.array([clock.start_day, clock.last_day]).astype("datetime64[D]").astype("datetime64[M]")
    months = np.arange(first - 1, last)
    month, channel = (grid.ravel() for grid in np.meshgrid(months, np.arange(len(CHANNELS)), indexing="ij"))
    month, channel = np.append(month, months[-1:]), np.append(channel, NOBODY)
    table = {
        "month_start": days(month.astype("datetime64[D]").astype(np.int64)),
        "channel": texts(words.pool(CHANNELS), channel),
        "amount": cents(between(rng, *COST_OF_MONTH, len(month))),
    }
    over = (month + 1).astype("datetime64[D]").astype(np.int64)
    _write(world, delivery, "service_costs", over, table)


def _write(world: World, delivery: Delivery, entity: str, day: Ints, columns: dict[str, pa.Array]) -> None:
    """Deliver rows once, with the first extract that ends after the evening of their day."""
    evening = world.clock.instant(day, END_OF_WORK, np.int64(SOURCE_ZONE))
    delivery.write_facts(entity, world.clock.first_extract(evening), pa.table(columns))
