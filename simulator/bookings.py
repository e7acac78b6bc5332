"""The finance ledger's own list of orders, to be compared with what was entered into the CRM."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.arrays import HOUR, UNKNOWN, between
from simulator.delivery import Delivery
from simulator.records import Records
from simulator.rendering import cents, ids, instants

CURRENCY = "CNY"


def write_ledger_orders(orders: Records, lines: Records, delivery: Delivery) -> None:
    """Write what finance booked, each order some hours after it was placed."""
    world = orders.world
    rng = world.rng("ledger")
    amount = np.zeros(len(orders), dtype=np.int64)
    line_amount = lines.columns["line_amount"]
    np.add.at(amount, lines.columns["order_id"], np.where(line_amount == UNKNOWN, 0, line_amount))
    booked = orders.entries.event + between(rng, HOUR, 48 * HOUR, len(orders))
    extract = world.clock.first_extract(booked)
    order = np.argsort(extract, kind="stable")
    order = order[extract[order] < world.clock.days]
    table = pa.table(
        {
            "id": ids("ledger_orders", np.arange(len(order))),
            "order_id": ids("orders", order),
            "rep_id": ids("employees", orders.entries.owner[order]),
            "account_id": ids("accounts", np.maximum(orders.columns["account_id"][order], 0)),
            "booked_at": instants(world.clock, booked[order]),
            "amount": cents(amount[order]),
            "currency": pa.repeat(CURRENCY, len(order)),
        }
    )
    delivery.write_facts("ledger_orders", extract[order], table)
