"""Schedule exceptions: leave, trips and shifts of persons, teams and offices, as the snapshots tell them."""

import pyarrow as pa  # type: ignore[import-untyped]

from simulator.delivery import Delivery
from simulator.world import World

COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("subject_type", pa.string()),
        ("subject_id", pa.string()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("is_working_day", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def write_schedules(world: World, delivery: Delivery) -> None:
    """Write the snapshot of every extract."""
    for day in range(world.scenario.days):
        delivery.write("schedule_exceptions", day, [COLUMNS.empty_table()])
