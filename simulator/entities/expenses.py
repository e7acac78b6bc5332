"""What representatives spend on selling: by type, some of it for a customer, settled days later."""

import numpy as np

from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import NOBODY, absent, between
from simulator.draws.picking import Portfolio
from simulator.mistakes.entry import enter
from simulator.mistakes.records import BLANK_KINDS, FIRST_PLACEHOLDER, Records

TYPES = ("travel", "printing", "shipping", "entertainment", "internal", "third_party")
LEAST, MOST = 20_00, 5_000_00  # cents
FOR_CUSTOMER_SHARE = 0.7
UNSETTLED_SHARE = 0.1


def expenses(world: World, holders: Records) -> Records:
    """Draw expenses; what they were for is known as they are entered."""
    rng = world.rng("expenses")
    size = world.scenario.count("expenses")
    days = world.event_days(rng, size, 0.2)
    owner = world.on_duty(rng.choice(world.company.with_role(SALES_REP), size), days)
    entries = enter(world, "expenses", owner, world.moments(rng, days, world.company.zone[owner]))
    records = Records(world, "expenses", "spent_at", entries.take(entries.delivered(world)))
    entries, size = records.entries, len(records)
    account = Portfolio(holders.entries.owner, holders.ready).own_or_any(rng, entries.owner, entries.event)
    settled = records.verdict.event_day + between(rng, 0, 21, size)
    records.columns = {
        "expense_type": words.codes(rng, TYPES, size),
        "amount": between(rng, LEAST, MOST, size),
        "account_id": np.where(rng.random(size) < FOR_CUSTOMER_SHARE, account, NOBODY),
        "settled_date": np.where(rng.random(size) < UNSETTLED_SHARE, absent(settled.dtype), settled),
    }
    records.texts = {"expense_type": words.pool(TYPES)}
    # Another word is none of the types, and not missing.
    records.leave_blank("expense_type", "expense.type_present", kinds=BLANK_KINDS[:FIRST_PLACEHOLDER])
    records.make_not_positive("amount", "expense.amount_positive")
    records.put_before(rng, "settled_date", "expense.settled_after_spent", records.verdict.event_day)
    records.amounts = ("amount",)
    records.book_timing()
    return records
