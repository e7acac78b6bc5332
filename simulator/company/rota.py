"""Who works on which day: the calendar, and what is different for an office, a team or a person.

How the exceptions are told in the extracts belongs to `schedules`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.company.calendar import CUTOFF_SECONDS, Clock
from simulator.company.people import Company
from simulator.draws.arrays import NOBODY, Flags, Ints

OFFICE, TEAM, PERSON = "office", "team", "person"  # each beats the one before it
AT_WORK_ALL_THE_SAME = 11  # one day of absence in so many sees its person at work


@dataclass(frozen=True)
class ScheduleException:
    """Days, both included, on which somebody works otherwise than the calendar says.

    Attributes:
        told: Number of the first extract whose snapshot holds it.
    """

    subject_type: str
    subject: int
    first: int
    last: int
    is_working: bool
    reason: str
    told: int = 0


class Rota:
    """Everybody's own working days, as known in the end: an absence told afterwards counts like any other."""

    def __init__(self, clock: Clock, company: Company, exceptions: Sequence[ScheduleException]) -> None:
        """Lay the exceptions over the calendar, the most personal one last.

        None of them may lie behind the last extract, nor concern a team that somebody enters or leaves.
        """
        self._clock = clock
        self._zone: Ints = company.zone
        days = np.arange(clock.first_day, clock.last_day + 1)
        self._calendar = clock.works_on(days)
        self._works = np.tile(self._calendar, (company.count + 1, 1))
        subjects = {OFFICE: company.office, TEAM: company.team, PERSON: np.arange(company.count + 1)}
        for subject_type, of_person in subjects.items():
            for one in exceptions:
                if one.subject_type == subject_type:
                    people = np.flatnonzero(of_person[:-1] == one.subject)
                    self._works[people, one.first - clock.first_day : one.last - clock.first_day + 1] = one.is_working
        # Behind the last extract the calendar alone decides.
        after = clock.next_working_day(days[-1:])
        upcoming = np.where(self._works, days, after)
        self._next = np.empty_like(upcoming)
        self._next[:, -1] = after
        self._next[:, :-1] = np.minimum.accumulate(upcoming[:, :0:-1], axis=1)[:, ::-1]

    def works_on(self, person: Ints, days: Ints) -> Flags:
        """Whether each person works on a day."""
        return np.asarray(self._works[person, self._column(days)])

    def is_away(self, person: Ints, days: Ints) -> Flags:
        """Whether each person is at work neither by rota nor all the same, on a day on which others work."""
        absent = self._calendar[self._column(days)] & ~self.works_on(person, days) & (person != NOBODY)
        return np.asarray(absent & ((person * 7 + days) % AT_WORK_ALL_THE_SAME != 0))

    def next_day(self, person: Ints, days: Ints) -> Ints:
        """Each person's first working day after a day."""
        return np.asarray(self._next[person, self._column(days)])

    def extra_days(self) -> tuple[Ints, Ints]:
        """Person and day wherever somebody works while others rest."""
        person, column = np.nonzero(self._works & ~self._calendar)
        return person, column + self._clock.first_day

    def deadline(self, person: Ints, days: Ints) -> Ints:
        """When what happened on each local day is due: at the cut-off of the person's next working day."""
        # Every zone here changes its clock hours before the cut-off, so that no instant is an hour off.
        return self._clock.instant(self.next_day(person, days), CUTOFF_SECONDS, self._zone[person])

    def grace_end(self, person: Ints, days: Ints) -> Ints:
        """Until when what came to light on each day may be repaired: the cut-off of the second working day after it."""
        first = self.next_day(person, days)
        # What ends behind the last extract is not told any more precisely than that.
        second = np.maximum(self.next_day(person, first), first)
        return self._clock.instant(second, CUTOFF_SECONDS, self._zone[person])

    def _column(self, days: Ints) -> Ints:
        """Column of each day; what happens after the last extract is never delivered, so any will do for it."""
        return np.asarray(np.minimum(days - self._clock.first_day, self._works.shape[1] - 1))
