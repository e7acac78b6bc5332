"""Waivers: failures that somebody asks not to count, with reason and approver, and what becomes of each.

A waiver covers the failures of its scope: of a record; of a person's records of one event day; of a rule; of what one
extract was the first to show. A rule or an entity that it also names narrows it. A rule that is broken again after a
repair is another failure. The waiver takes effect on those that were not repaired within the grace, whose event day is
not after its last day and whose accountable person did not approve it. It is refused

not_approved    if it has no approver;
unknown_target  if it names a record that does not exist;
self_approved   if it covers failures of its approver alone;
expired         if it covers only failures of later days than its last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from simulator.company.calendar import EPOCH, to_day
from simulator.company.people import MANAGER
from simulator.company.world import World
from simulator.draws.arrays import DAY, HOUR, Ints, between
from simulator.files.delivery import Delivery
from simulator.files.rendering import ids, instants

RECORD, PERSON_DAY, RULE, EXTRACT = "record", "person_day", "rule", "extract"
REASONS = ("system_down", "data_migration", "customer_unreachable", "training")
FORMALITY = "lead.source_present"  # the rule that is waived as a whole for a time
RECORDS_PER_PERSON = 20  # one waived record by so many people, and at least three
NO_RECORD = "AT99999999"
LONG_AGO = 300  # days before the first extract, of which nothing is known

Fault = Mapping[str, Any]  # one row of the truth's faults


@dataclass(frozen=True)
class Waiver:
    """One waiver; dates are days, and what is not said is None.

    Attributes:
        told: Number of the first extract whose snapshot holds it.
    """

    told: int
    scope: str
    requested_by: str
    reason: str
    approved_by: str | None
    approved_at: int
    entity: str | None = None
    record: str | None = None
    person: str | None = None
    day: date | None = None
    rule: str | None = None
    expires_on: date | None = None


def ask_for_waivers(world: World, faults: pa.Table) -> list[Waiver]:
    """Valid waivers of every scope and one for each reason to refuse it, for some of the planted faults."""
    rng = world.rng("waivers")
    person, managers = faults["accountable_id"], ids("employees", world.company.with_role(MANAGER))
    early = pc.less_equal(faults["opened_on"], EPOCH + timedelta(days=world.clock.last_day - 2))
    of_others = pc.and_(pc.is_valid(person), pc.invert(pc.is_in(person, managers)))
    first = pc.equal(faults["episode"], 1)
    eligible = np.flatnonzero(pc.and_(first, pc.and_(early, of_others)).to_numpy(zero_copy_only=False))
    records = max(3, world.company.count // RECORDS_PER_PERSON)
    chosen = faults.take(pa.array(rng.permutation(eligible)[: records + 8])).to_pylist()
    if len(chosen) < records + 8:
        return []
    return list(_waivers(world, rng, chosen, records))


def _waivers(world: World, rng: np.random.Generator, chosen: list[Fault], records: int) -> Iterator[Waiver]:
    for number, fault in enumerate(chosen[:records]):
        rule = fault["rule_id"] if number % 2 else None
        last_day = fault["event_date"] if number == 0 else None
        yield replace(_of_record(world, rng, fault), rule=rule, expires_on=last_day)
    # The one held first by the latest extract, as the first extract of all holds most.
    broken, *others = sorted(chosen[records:], key=lambda fault: fault["opened_on"], reverse=True)
    yield _of_day(world, rng, others[0], others[0]["event_date"])
    yield replace(_of_day(world, rng, others[1], others[1]["event_date"]), rule=others[1]["rule_id"])
    middle = EPOCH + timedelta(days=world.clock.start_day + world.clock.days // 2)
    yield replace(_asked(world, rng, others[2], RULE), rule=FORMALITY, expires_on=middle)
    import_fault = replace(_asked(world, rng, broken, EXTRACT), day=broken["opened_on"])
    yield replace(import_fault, entity=broken["entity"], rule=broken["rule_id"])
    yield replace(_of_record(world, rng, others[3]), expires_on=others[3]["event_date"] - timedelta(days=1))
    yield replace(_of_record(world, rng, others[4]), approved_by=others[4]["accountable_id"])
    yield replace(_of_record(world, rng, others[5]), approved_by=None)
    yield replace(_of_record(world, rng, others[6]), entity="activities", record=NO_RECORD)
    yield _of_day(world, rng, others[6], EPOCH + timedelta(days=world.clock.start_day - LONG_AGO))


def _of_day(world: World, rng: np.random.Generator, fault: Fault, day: date) -> Waiver:
    return replace(_asked(world, rng, fault, PERSON_DAY), person=fault["accountable_id"], day=day)


def _of_record(world: World, rng: np.random.Generator, fault: Fault) -> Waiver:
    return replace(_asked(world, rng, fault, RECORD), entity=fault["entity"], record=fault["record_id"])


def _asked(world: World, rng: np.random.Generator, fault: Fault, scope: str) -> Waiver:
    """What the accountable person asks for within two days, approved by the manager of their team."""
    clock, company = world.clock, world.company
    person = int(fault["accountable_id"][2:]) - 1
    manager = ids("employees", company.team_manager[company.team[[person]]])[0].as_py()
    opened = np.searchsorted(clock.extract_days, to_day(fault["opened_on"]))
    at = min(int(clock.cutoffs[opened] + between(rng, HOUR, 2 * DAY, 1)[0]), clock.end)
    told = int(clock.first_extract(np.array([at]))[0])
    return Waiver(told, scope, fault["accountable_id"], REASONS[int(rng.integers(len(REASONS)))], manager, at)


def write_waivers(world: World, waivers: list[Waiver], delivery: Delivery) -> None:
    """Write the snapshot of every extract: what had been asked for by then."""
    for extract in range(world.clock.extracts):
        told = [(number, one) for number, one in enumerate(waivers) if one.told <= extract]
        delivery.write("waivers", extract, [_snapshot(world, dict(told))])


def _snapshot(world: World, told: dict[int, Waiver]) -> pa.Table:
    def column(name: str, kind: pa.DataType) -> pa.Array:
        return pa.array([getattr(one, name) for one in told.values()], kind)

    at = np.array([one.approved_at for one in told.values()], dtype=np.int64)
    unapproved = pa.array([one.approved_by is None for one in told.values()], pa.bool_())
    return pa.table(
        {
            "id": waiver_ids(np.array(list(told), dtype=np.int64)),
            "scope": column("scope", pa.string()),
            "entity": column("entity", pa.string()),
            "record_id": column("record", pa.string()),
            "person_id": column("person", pa.string()),
            "day": column("day", pa.date32()),
            "rule_id": column("rule", pa.string()),
            "reason": column("reason", pa.string()),
            "requested_by_id": column("requested_by", pa.string()),
            "approved_by_id": column("approved_by", pa.string()),
            "approved_at": pc.if_else(unapproved, pa.scalar(None, pa.timestamp("s")), instants(world.clock, at)),
            "expires_on": column("expires_on", pa.date32()),
        }
    )


def waiver_ids(numbers: Ints) -> pa.Array:
    """Ids of waivers."""
    return ids("waivers", numbers)


def waiver_truth(waivers: list[Waiver], faults: pa.Table) -> tuple[pa.Table, pa.Table]:
    """What becomes of each waiver, and which faults are waived by it."""
    numbers = np.arange(len(waivers))
    outcomes = [(refusal, _failures(reached)) for refusal, reached in (_outcome(one, faults) for one in waivers)]
    applied = [waived.num_rows > 0 for _, waived in outcomes]
    columns = {"waiver_id": waiver_ids(numbers), "is_applied": pa.array(applied, pa.bool_())}
    became = pa.table(columns | {"refusal": pa.array([refusal for refusal, _ in outcomes], pa.string())})
    keys = ("rule_id", "entity", "record_id", "episode")
    hits = [
        waived.select(keys).add_column(0, "waiver_id", pa.repeat(waiver_ids(numbers[[number]])[0], waived.num_rows))
        for number, (_, waived) in enumerate(outcomes)
    ]
    nothing = faults.select(keys).slice(0, 0).add_column(0, "waiver_id", pa.array([], pa.string()))
    return became, pa.concat_tables([nothing, *hits])


def _outcome(waiver: Waiver, faults: pa.Table) -> tuple[str | None, pa.Table]:
    covered = faults.filter(_covers(waiver, faults))
    nothing = covered.slice(0, 0)
    if waiver.approved_by is None:
        return "not_approved", nothing
    if waiver.record == NO_RECORD:
        return "unknown_target", nothing
    if not covered.num_rows:
        return None, nothing
    of_others = covered.filter(pc.not_equal(pc.fill_null(covered["accountable_id"], ""), waiver.approved_by))
    if not of_others.num_rows:
        return "self_approved", nothing
    if waiver.expires_on is None:
        return None, of_others
    in_force = of_others.filter(pc.less_equal(of_others["event_date"], waiver.expires_on))
    return (None if in_force.num_rows else "expired"), in_force


def _failures(faults: pa.Table) -> pa.Table:
    """Without what was repaired in time: that is right."""
    return faults.filter(pc.invert(pc.fill_null(faults["is_in_grace"], False)))


def _covers(waiver: Waiver, faults: pa.Table) -> pa.ChunkedArray:
    """Whether each fault is of the waiver's scope."""
    days = {PERSON_DAY: "event_date", EXTRACT: "opened_on"}
    named = {
        "entity": waiver.entity,
        "record_id": waiver.record,
        "accountable_id": waiver.person,
        "rule_id": waiver.rule,
        days.get(waiver.scope, "event_date"): waiver.day,
    }
    tests = [pc.fill_null(pc.equal(faults[name], value), False) for name, value in named.items() if value is not None]
    return reduce(pc.and_, tests)
