"""Working days of sales representatives from which nobody heard anything: planned ones, and those that came about.

A day is expected of everyone whose role is sales_rep who is with the company on it and works on it by the rota, from
the day of the first extract on. It is due like a record of that day, and is assessed with the first extract that ends
at or after that deadline. It is missing if no extract up to that one holds an activity of it: of any type, with the
representative as owner and that local day of the representative's as event, both by its first version, whether
deleted since or not. An activity that comes later makes it a day reported late; it stays missing.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.company.people import SALES_REP
from simulator.company.world import World
from simulator.draws.arrays import Ints
from simulator.files.rendering import days, ids
from simulator.mistakes.records import Records

NOTHING, REPORT, LATE = range(3)  # nothing ever; a "nothing to report"; only something entered days later
SHARES = (0.01, 0.01, 0.01)  # of expected days
AT_LEAST = 3
STILL_TIME = 7  # days before the last extract after which nothing is planned: it could hardly be assessed


@dataclass(frozen=True)
class Silence:
    """Planned silent days: person, day and what there is instead of activities."""

    person: Ints
    day: Ints
    kind: Ints

    @classmethod
    def planned(cls, world: World) -> "Silence":
        """Some of the days on which representatives are expected to have activities; none without faults."""
        rng = world.rng("silent days")
        person, day = expected(world)
        free = np.flatnonzero(day < world.clock.last_day - STILL_TIME)
        if not world.scenario.faults:
            free = free[:0]
        counts = [max(AT_LEAST, round(len(free) * share)) for share in SHARES]
        chosen = rng.permutation(free)[: sum(counts)]
        return cls(person[chosen], day[chosen], np.repeat(np.arange(len(SHARES)), counts)[: len(chosen)])

    def on(self, world: World, owner: Ints, day: Ints) -> Ints:
        """What is planned for each owner and day, -1 for nothing in particular."""
        plan = np.full((world.company.count + 1, world.clock.last_day + 1 - world.clock.first_day), -1)
        plan[self.person, self.day - world.clock.first_day] = self.kind
        return np.asarray(plan[owner, np.clip(day - world.clock.first_day, 0, plan.shape[1] - 1)])

    def reports(self) -> tuple[Ints, Ints]:
        """Person and day of each "nothing to report"."""
        those = self.kind == REPORT
        return self.person[those], self.day[those]


def expected(world: World) -> tuple[Ints, Ints]:
    """Person and day wherever an activity is expected."""
    clock = world.clock
    reps, dates = world.company.with_role(SALES_REP), np.arange(clock.start_day, clock.last_day + 1)
    person, day = (grid.ravel() for grid in np.meshgrid(reps, dates, indexing="ij"))
    is_expected = world.company.present(person, day - clock.start_day) & world.rota.works_on(person, day)
    return person[is_expected], day[is_expected]


def missing_days(activities: Records) -> pa.Table:
    """The expected days that had to be called missing, and when something was reported of them after all."""
    world, entries = activities.world, activities.entries
    clock = world.clock
    person, day = expected(world)
    assessed = clock.first_extract(world.rota.deadline(person, day))
    reported = np.full((world.company.count + 1, clock.days), clock.extracts)
    index = clock.local_day(entries.event, world.company.zone[entries.owner]) - clock.start_day
    inside = (index >= 0) & (index < clock.days)
    np.minimum.at(reported, (entries.owner[inside], index[inside]), entries.first_extract[inside])
    first = reported[person, day - clock.start_day]
    is_missing = (assessed < clock.extracts) & (first > assessed)
    first, never = first[is_missing], first[is_missing] == clock.extracts
    return pa.table(
        {
            "person_id": ids("employees", person[is_missing]),
            "day": days(day[is_missing]),
            "assessed_on": days(clock.extract_days[assessed[is_missing]]),
            "first_reported_on": pa.array(clock.day_of(first).astype(np.int32), mask=never).cast(pa.date32()),
        }
    )
