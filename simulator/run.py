"""One simulation from beginning to end: draw each entity, write its truth and its extracts, let it go."""

from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.scenario import Scenario
from simulator.company.world import World
from simulator.draws.arrays import Ints
from simulator.entities.activities import activities
from simulator.entities.bookings import book_orders, capture, write_ledger
from simulator.entities.campaigns import campaigns, write_members
from simulator.entities.complaints import complaints
from simulator.entities.customers import accounts, contacts
from simulator.entities.exclusivity import exclusivity
from simulator.entities.expenses import expenses
from simulator.entities.marketing import write_marketing
from simulator.entities.opinions import write_surveys
from simulator.entities.orders import order_lines, orders
from simulator.entities.outreach import outreach, outreach_truth
from simulator.entities.pipeline import pipeline
from simulator.entities.quotas import write_quotas
from simulator.entities.quotes import quotes
from simulator.entities.service import cases
from simulator.entities.service_desk import write_service_desk
from simulator.entities.signals import activity_signals, burst_signals, contact_signals
from simulator.entities.silence import missing_days
from simulator.entities.snapshots import write_snapshots
from simulator.entities.telephone import write_calls
from simulator.entities.usage import write_usage, write_work_hours
from simulator.entities.waivers import ask_for_waivers, waiver_truth, write_waivers
from simulator.files.delivery import Delivery
from simulator.mistakes.history import steps
from simulator.mistakes.records import Records
from simulator.truth.writing import Truth


def simulate(scenario: Scenario, out: Path, truth: Path) -> dict[str, int]:
    """Write the extracts of a synthetic company into `out` and the truth about them into `truth`.

    Returns:
        Number of delivered records by entity.

    Raises:
        SimulationError: The working calendar of a day is not known, or `out` holds extracts of another simulation.
    """
    world = World.of(scenario)
    delivery = Delivery(world, out)
    counts: dict[str, int] = {}
    with Truth(world, truth) as book:

        def finish(records: Records) -> dict[str, Ints]:
            counts[records.entity] = len(records)
            witness = book.follow(records)
            for step in steps(records):
                witness.look(step)
                delivery.write_step(records, step)
            book.add(records, witness)
            return step.columns

        write_snapshots(world, delivery)
        write_quotas(world, delivery)
        write_work_hours(world, delivery)
        write_usage(world, delivery)
        write_service_desk(world, delivery)
        customers = accounts(world)
        people = contacts(world, customers)
        sales = pipeline(world, customers)
        ordered = orders(world, customers, sales)
        for records in (customers, sales.leads, sales.opportunities, sales.stage_changes):
            finish(records)
        book.write("exclusivity", exclusivity(people, finish(people)))
        signals = [contact_signals(people)]
        lines = order_lines(world, ordered)
        finish(lines)
        bookings = book_orders(ordered, lines)
        write_ledger(ordered, bookings, delivery)
        finish(ordered)
        book.write("capture", capture(ordered, bookings))
        contacted = outreach(world)
        book.write("outreach", outreach_truth(contacted, finish(contacted)))
        solved, spent = cases(world, people), expenses(world, customers)
        planned, raised, quoted = campaigns(world), complaints(world, people), quotes(world, sales, ordered)
        for records in (solved, spent, planned, raised, quoted):
            finish(records)
        calls = write_calls(world, people, delivery)
        book.write("calls", calls.truth())
        write_surveys(world, calls, solved, people, delivery)
        write_members(planned, people, sales.leads, delivery)
        write_marketing(planned, customers, delivery)
        done = activities(world, customers, people, sales)
        finish(done)
        book.write("missing_days", missing_days(done))
        typed = (done, people, customers, sales.leads, sales.opportunities, ordered, solved, spent, raised, quoted)
        book.write("signals", pa.concat_tables([*signals, activity_signals(done), burst_signals(typed)]))
        faults = book.faults()
        waivers = ask_for_waivers(world, faults)
        write_waivers(world, waivers, delivery)
        became, waived = waiver_truth(waivers, faults)
        book.write("waivers", became)
        book.write("waived", waived)
    return counts
