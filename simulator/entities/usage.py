"""What people did beside records: hours worked, and features of the CRM used."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.world import World
from simulator.draws.arrays import HOUR, Ints, between
from simulator.files.delivery import Delivery
from simulator.files.rendering import cents, days, ids, instants

FEATURES = ("search", "calendar", "report", "mobile", "export", "dashboard")
EVENTS_PER_DAY = 3
END_OF_WORK = 18 * HOUR


def write_work_hours(world: World, delivery: Delivery) -> None:
    """Write hours of every person and working day, told in the evening."""
    rng = world.rng("work hours")
    person, day = attendance(world)
    told = world.clock.instant(day, np.full(len(day), END_OF_WORK), world.company.zone[person])
    quarters = np.clip(rng.normal(32, 3, len(day)), 8, 48).astype(np.int64)
    table = {"person_id": ids("employees", person), "work_date": days(day), "hours": cents(quarters * 25)}
    _write(world, delivery, "work_hours", told, table)


def write_usage(world: World, delivery: Delivery) -> None:
    """Write uses of features, a few per person and working day."""
    rng = world.rng("usage")
    person, day = (np.repeat(one, EVENTS_PER_DAY) for one in attendance(world))
    used = world.clock.instant(day, between(rng, 8 * HOUR, END_OF_WORK, len(day)), world.company.zone[person])
    feature = pa.array(FEATURES).take(pa.array(rng.integers(len(FEATURES), size=len(day))))
    table = {"person_id": ids("employees", person), "used_at": instants(world.clock, used), "feature": feature}
    _write(world, delivery, "usage_events", used, table)


def attendance(world: World, role: int | None = None) -> tuple[Ints, Ints]:
    """Person and day of everyone at work, or of those of a role, from the first extract's day on."""
    clock = world.clock
    everyone = np.arange(world.company.count) if role is None else world.company.with_role(role)
    dates = np.arange(clock.start_day, clock.last_day + 1)
    person, day = (grid.ravel() for grid in np.meshgrid(everyone, dates, indexing="ij"))
    there = world.company.present(person, day - clock.start_day) & world.rota.works_on(person, day)
    return person[there], day[there]


def _write(world: World, delivery: Delivery, entity: str, at: Ints, columns: dict[str, pa.Array]) -> None:
    """Deliver rows once, with the first extract that ends after their instant."""
    delivery.write_facts(entity, world.clock.first_extract(at), pa.table(columns))
