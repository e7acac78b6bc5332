"""The entities delivered whole every day: people, teams, offices, products, delegations, schedules.

Who these people are and how they change belongs to `people`.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.calendar import ZONES
from simulator.company.people import GONE_AFTER, OFFICES, OPEN_END, ROLES, Company
from simulator.company.rota import OFFICE, PERSON, TEAM, ScheduleException
from simulator.company.world import World
from simulator.draws.arrays import NOBODY, Ints
from simulator.draws.words import CATEGORIES, person_names, product_names
from simulator.files.delivery import Delivery
from simulator.files.rendering import cents, days, ids

PRODUCTS = 40
SUBJECTS = {OFFICE: "offices", TEAM: "teams", PERSON: "employees"}
CHEAPEST, DEAREST = 5_000, 5_000_000  # cents


def product_prices(world: World) -> Ints:
    """List price of each product in cents."""
    rng = world.rng("products")
    return np.asarray(np.exp(rng.uniform(np.log(CHEAPEST), np.log(DEAREST), PRODUCTS)).astype(np.int64) // 100 * 100)


def write_snapshots(world: World, delivery: Delivery) -> None:
    """Write every snapshot of every extract."""
    whole = {
        "teams": _teams(world.company),
        "offices": _offices(),
        "products": _products(world),
        "delegations": _delegations(world.company),
    }
    names = person_names(world.rng("names of employees"), world.company.count)
    for extract, day in enumerate((world.clock.extract_days - world.clock.start_day).tolist()):
        delivery.write("employees", extract, [_employees(world.company, names, day)])
        delivery.write("schedule_exceptions", extract, [_schedules(world.exceptions, extract)])
        for entity, table in whole.items():
            delivery.write(entity, extract, [table])


def _employees(company: Company, names: pa.Array, day: int) -> pa.Table:
    """Everyone on the books that day, with team and manager as of that day."""
    everyone = np.arange(company.count)
    team = company.team[:-1].copy()
    if day >= company.moves_at:
        team[company.mover] = company.moves_to
    manager = company.team_manager[team]
    # The first manager of all leads the company and has nobody above.
    manager = np.where(company.role[:-1] == 0, np.where(everyone == 0, NOBODY, 0), manager)
    active = (everyone != company.leaver) | (day < company.leaves_at)
    listed = (everyone != company.joiner) | (day >= company.joins_at)
    listed &= (everyone != company.leaver) | (day < company.leaves_at + GONE_AFTER)
    table = pa.table(
        {
            "id": ids("employees", everyone),
            "name": names,
            "role": pa.array(ROLES).take(pa.array(company.role[:-1])),
            "team_id": ids("teams", team),
            "manager_id": ids("employees", manager),
            "office_id": ids("offices", company.office[:-1]),
            "is_active": pa.array(active),
        }
    )
    return table.filter(pa.array(listed))


def _teams(company: Company) -> pa.Table:
    number = np.arange(len(company.team_office))
    return pa.table(
        {
            "id": ids("teams", number),
            "name": pa.array([f"{OFFICES[office][0]}{team + 1}组" for team, office in enumerate(company.team_office)]),
            "office_id": ids("offices", company.team_office),
            "manager_id": ids("employees", company.team_manager),
        }
    )


def _offices() -> pa.Table:
    return pa.table(
        {
            "id": ids("offices", np.arange(len(OFFICES))),
            "name": pa.array([name for name, _ in OFFICES]),
            "time_zone": pa.array([ZONES[zone] for _, zone in OFFICES]),
            "calendar": pa.array(["CN"] * len(OFFICES)),
        }
    )


def _products(world: World) -> pa.Table:
    number = np.arange(PRODUCTS)
    return pa.table(
        {
            "id": ids("products", number),
            "name": product_names(PRODUCTS),
            "category": pa.array(CATEGORIES).take(pa.array(number % len(CATEGORIES))),
            "list_price_amount": cents(product_prices(world)),
        }
    )


def _delegations(company: Company) -> pa.Table:
    found = company.delegations
    until = np.array([one.valid_to if one.valid_to != OPEN_END else np.iinfo(np.int32).min for one in found])
    return pa.table(
        {
            "id": ids("delegations", np.arange(len(found))),
            "owner_id": ids("employees", np.array([one.owner for one in found])),
            "assistant_id": ids("employees", np.array([one.assistant for one in found])),
            "entity": pa.array([one.entity for one in found]),
            "valid_from": days(np.array([one.valid_from for one in found])),
            "valid_to": days(until.astype(np.int32)),
        }
    )


def _schedules(exceptions: Sequence[ScheduleException], extract: int) -> pa.Table:
    """What had been told by an extract of who works when."""
    told = [(number, one) for number, one in enumerate(exceptions) if one.told <= extract]
    subjects = [ids(SUBJECTS[one.subject_type], np.array([one.subject])) for _, one in told]
    return pa.table(
        {
            "id": ids("schedule_exceptions", np.array([number for number, _ in told], dtype=np.int64)),
            "subject_type": pa.array([one.subject_type for _, one in told], pa.string()),
            "subject_id": pa.concat_arrays(subjects) if subjects else pa.array([], pa.string()),
            "first_date": days(np.array([one.first for _, one in told], dtype=np.int64)),
            "last_date": days(np.array([one.last for _, one in told], dtype=np.int64)),
            "is_working_day": pa.array([one.is_working for _, one in told], pa.bool_()),
            "reason": pa.array([one.reason for _, one in told], pa.string()),
        }
    )
