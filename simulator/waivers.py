"""Waivers: failures that somebody asks not to count, with reason and approver."""

import pyarrow as pa  # type: ignore[import-untyped]

from simulator.delivery import Delivery
from simulator.world import World

COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("scope", pa.string()),
        ("entity", pa.string()),
        ("record_id", pa.string()),
        ("person_id", pa.string()),
        ("day", pa.date32()),
        ("rule_id", pa.string()),
        ("reason", pa.string()),
        ("requested_by_id", pa.string()),
        ("approved_by_id", pa.string()),
        ("approved_at", pa.timestamp("s")),
        ("expires_on", pa.date32()),
    ]
)


def write_waivers(world: World, delivery: Delivery) -> None:
    """Write the snapshot of every extract."""
    for day in range(world.clock.extracts):
        delivery.write("waivers", day, [COLUMNS.empty_table()])
