"""One simulation from beginning to end: draw each entity, write its truth and its extracts, let it go."""

from pathlib import Path

from simulator.activities import activities
from simulator.bookings import write_ledger_orders
from simulator.customers import accounts, contacts
from simulator.delivery import Delivery
from simulator.orders import order_lines, orders
from simulator.outreach import outreach
from simulator.pipeline import pipeline
from simulator.records import Records
from simulator.scenario import Scenario
from simulator.schedules import write_schedules
from simulator.service import cases
from simulator.snapshots import write_snapshots
from simulator.truth import Truth
from simulator.usage import write_usage, write_work_hours
from simulator.waivers import write_waivers
from simulator.world import World


def simulate(scenario: Scenario, out: Path, truth: Path) -> dict[str, int]:
    """Write the extracts of a synthetic company into `out` and the truth about them into `truth`.

    Returns:
        Number of delivered records by entity.

    Raises:
        ScorehouseError: The working calendar of a day is not known, or `out` holds extracts of another simulation.
    """
    world = World.of(scenario)
    delivery = Delivery(world, out)
    counts: dict[str, int] = {}
    with Truth(world, truth) as book:

        def finish(records: Records) -> None:
            counts[records.entity] = len(records)
            book.add(records)
            delivery.write_changes(records)

        write_snapshots(world, delivery)
        write_schedules(world, delivery)
        write_work_hours(world, delivery)
        write_usage(world, delivery)
        customers = accounts(world)
        people = contacts(world, customers)
        sales = pipeline(world, customers)
        ordered = orders(world, customers, sales)
        for records in (customers, people, sales.leads, sales.opportunities, sales.stage_changes, ordered):
            finish(records)
        lines = order_lines(world, ordered)
        finish(lines)
        write_ledger_orders(ordered, lines, delivery)
        finish(outreach(world))
        finish(cases(world, people))
        finish(activities(world, customers, people, sales))
        write_waivers(world, delivery)
    return counts
