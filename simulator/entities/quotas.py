"""Sales quotas: of each representative by month, of some of them for a class of products, and of the company.

What is sold against them belongs to `pipeline` and `orders`.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import HISTORY_DAYS
from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws.arrays import NOBODY, Ints, between
from simulator.draws.words import CATEGORIES
from simulator.files.delivery import Delivery
from simulator.files.rendering import cents, days, ids

LEAST, MOST = 100_000_00, 900_000_00  # cents a month
CLASS_EVERY, CLASS_SHARE = 2, 4  # every second one has a quota of a class, a quarter of the whole
RAISED_EVERY, RAISE_PER_CENT = 3, 120  # every third one gets another from the middle of the first month on
COMPANY_PER_CENT = 110  # of what all people have together


def write_quotas(world: World, delivery: Delivery) -> None:
    """Write the whole list with every extract; later versions from the day on which they begin."""
    table, begins = _quotas(world)
    for extract, day in enumerate(world.clock.extract_days.tolist()):
        delivery.write("quotas", extract, [table.filter(pa.array(begins <= day))])


def _quotas(world: World) -> tuple[pa.Table, Ints]:
    """All quotas of all versions, and the first day on which each is listed."""
    rng = world.rng("quotas")
    reps = world.company.with_role(SALES_REP)
    start = world.clock.start_day
    months = np.arange(_month(start - HISTORY_DAYS // 2), _month(start + world.clock.days - 1) + 1)
    count = len(reps)
    person, month = np.tile(reps, len(months)), np.repeat(months, count)
    amount = between(rng, LEAST, MOST, len(person)) // 100_000 * 100_000
    with_class = np.flatnonzero(np.arange(len(person)) % count % CLASS_EVERY == 0)
    raised = np.flatnonzero((month == _month(start)) & (np.arange(len(person)) % RAISED_EVERY == 0))
    rows = np.concatenate([np.arange(len(person)), with_class, raised])
    whole = np.add.reduceat(amount, np.arange(0, len(amount), count)) * COMPANY_PER_CENT // 100
    first = np.concatenate([_first_day(month[rows]), _first_day(months)])
    first[len(person) + len(with_class) : len(rows)] += 15
    of_class = np.isin(np.arange(len(first)), np.arange(len(person), len(person) + len(with_class)))
    version = np.ones(len(first), dtype=np.int64)
    version[len(person) + len(with_class) : len(rows)] = 2
    owner = np.concatenate([person[rows], np.full(len(months), NOBODY)])
    total = np.concatenate([amount, amount[with_class] // CLASS_SHARE, amount[raised] * RAISE_PER_CENT // 200, whole])
    table = pa.table(
        {
            "id": ids("quotas", np.arange(len(first))),
            "subject_type": pa.array(["company", "person"]).take(pa.array((owner != NOBODY).astype(np.int64))),
            "person_id": ids("employees", owner),
            "product_category": pa.array(CATEGORIES).take(pa.array(owner % len(CATEGORIES), mask=~of_class)),
            "first_date": days(first),
            "last_date": days(_first_day(np.concatenate([month[rows], months]) + 1) - 1),
            "amount": cents(total),
            "version": pa.array(version),
        }
    )
    return table, np.where(version == 1, 0, first)


def _month(day: int) -> int:
    """The month of a day, counted from 1970."""
    return int(np.datetime64(day, "D").astype("datetime64[M]").astype(np.int64))


def _first_day(months: Ints) -> Ints:
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))
