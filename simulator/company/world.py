"""What every module that draws records needs: the scenario, its clock, its company and reproducible randomness."""

import zlib
from dataclasses import dataclass

import numpy as np

from simulator.company.calendar import HISTORY_DAYS, Clock
from simulator.company.people import Company, found_company
from simulator.company.rota import Rota, ScheduleException
from simulator.company.scenario import Scenario
from simulator.company.schedules import plan_schedules
from simulator.draws.arrays import DAY, HOUR, Flags, Ints, between

REST_DAY_SHARE = 0.04  # of events that fall on any day, holidays included
NIGHT_SHARE = 0.02  # of events at any hour: half past midnight is another day in UTC
OPENING, BUSIEST, CLOSING = 8.5, 14.0, 19.0


@dataclass(frozen=True)
class World:
    """One simulation. Each label has its own stream, so drawing more of one entity leaves the others as they are."""

    scenario: Scenario
    clock: Clock
    company: Company
    exceptions: tuple[ScheduleException, ...]
    rota: Rota

    @classmethod
    def of(cls, scenario: Scenario) -> "World":
        """The world of a scenario.

        Raises:
            SimulationError: The scenario needs days whose working calendar is not known.
        """
        clock = Clock(scenario.start, scenario.days, punctual=scenario.punctual or not scenario.faults)
        company = found_company(scenario.people, clock, _stream(scenario.seed, "people"))
        exceptions = plan_schedules(clock, company, _stream(scenario.seed, "leaves")) if scenario.faults else []
        return cls(scenario, clock, company, tuple(exceptions), Rota(clock, company, exceptions))

    def rng(self, label: str) -> np.random.Generator:
        """The stream of random numbers of that label."""
        return _stream(self.scenario.seed, label)

    def event_days(self, rng: np.random.Generator, size: int, history: float, history_ends: int = 1) -> Ints:
        """Local days of events, a share `history` of them at least `history_ends` days before the first extract."""
        start = self.clock.start_day
        past = self.clock.working_days(start - HISTORY_DAYS // 2 - history_ends, start - history_ends)
        # The last extract ends in the morning: what happens on its own day would hardly be entered by then.
        last = start + self.clock.days - 2
        first = min(start, last)
        present = self.clock.working_days(first, last)
        days = np.where(rng.random(size) < history, rng.choice(past, size), rng.choice(present, size))
        return np.where(rng.random(size) < REST_DAY_SHARE, between(rng, first, last + 1, size), days)

    def on_duty(self, owner: Ints, days: Ints) -> Ints:
        """Each owner, or who took over from somebody away, not there yet or not any more on that local day."""
        there = self.company.present(owner, days - self.clock.start_day) & ~self.rota.is_away(owner, days)
        substitute = self.company.substitute[owner]
        absent = self.rota.is_away(substitute, days)
        return np.where(there, owner, np.where(absent, self.company.substitute[substitute], substitute))

    def moments(self, rng: np.random.Generator, days: Ints, zones: Ints) -> Ints:
        """An instant on each local day, mostly in working hours."""
        seconds = (rng.triangular(OPENING, BUSIEST, CLOSING, len(days)) * HOUR).astype(np.int64)
        night = rng.random(len(days)) < NIGHT_SHARE
        seconds = np.where(night, between(rng, 0, DAY, len(days)), seconds)
        return self.clock.instant(days, seconds, zones)

    def later(self, rng: np.random.Generator, instants: Ints, owner: Ints, mean_days: float) -> Ints:
        """A working moment at least one local day after each instant, on average some `mean_days` later."""
        zones = self.company.zone[owner]
        days = self.clock.local_day(instants, zones) + 1 + rng.exponential(mean_days, len(instants)).astype(np.int64)
        return self.moments(rng, self.clock.rolled(days), zones)

    def still_on_duty(self, owner: Ints, instants: Ints) -> Ints:
        """Each owner, or who took over from them by that instant."""
        return self.on_duty(owner, self.clock.local_day(instants, self.company.zone[owner]))

    def delivered(self, instants: Ints) -> Flags:
        """Whether something done at each instant is in some extract."""
        return np.asarray(instants <= self.clock.end)


def _stream(seed: int, label: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(label.encode())])
