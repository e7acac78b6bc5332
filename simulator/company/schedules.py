"""Schedule exceptions: leave, trips, shifts and days off of persons, teams and offices.

What they make of everybody's working days belongs to `rota`.
"""

from collections.abc import Sequence

import numpy as np

from simulator.company.calendar import Clock
from simulator.company.people import ASSISTANT, SALES_REP, Company
from simulator.company.rota import OFFICE, PERSON, TEAM, ScheduleException
from simulator.draws.arrays import Ints

FEWEST_WORKING_DAYS = 8  # of a simulation that has exceptions
ABSENT_SHARE = 0.05  # of people beside the planted ones who take a leave
LONGEST_LEAVE = 4
TOLD_AFTER = 3  # days after which a sick leave is entered
SATURDAY = 2  # days since 1970 began on a Thursday


def plan_schedules(clock: Clock, company: Company, rng: np.random.Generator) -> list[ScheduleException]:
    """One exception of every kind, and leaves of some people; none in a time too short for them."""
    inside = np.arange(clock.start_day + 1, clock.last_day - 2)
    working, resting = inside[clock.works_on(inside)], inside[~clock.works_on(inside)]
    if len(working) < FEWEST_WORKING_DAYS or not len(resting):
        return []
    saturdays = resting[resting % 7 == SATURDAY]
    free = int((saturdays if len(saturdays) else resting)[-1])
    early, middle, late = (int(working[len(working) * part // 8]) for part in (2, 4, 6))
    teams = _steady_teams(company)
    closed, busy = teams[0], teams[-1]
    office = int(company.team_office[closed])
    found = [
        ScheduleException(TEAM, closed, middle, middle, False, "team_event"),
        ScheduleException(PERSON, _members(company, closed)[0], middle, middle, True, "shift"),
        ScheduleException(TEAM, busy, free, free, True, "inventory"),
        ScheduleException(PERSON, _members(company, busy)[0], free, free, False, "leave"),
        ScheduleException(OFFICE, office, early, early, False, "office_closed"),
        ScheduleException(TEAM, closed, early, early, True, "shift"),
    ]
    taken = {one.subject for one in found if one.subject_type == PERSON}
    reps, assistants = ([p for p in _settled(company, role) if p not in taken] for role in (SALES_REP, ASSISTANT))
    told = int(np.searchsorted(clock.extract_days, late + TOLD_AFTER - 1))
    personal: list[tuple[int, int, bool, str, int]] = [
        (middle, int(working[len(working) // 2 + 2]), False, "leave", 0),
        (early, early + 1, False, "trip", 0),
        (late, late, False, "sick", told),
        (free, free, True, "shift", 0),
    ]
    # The smallest companies have fewer settled representatives than there are kinds.
    found += [ScheduleException(PERSON, rep, *kind) for rep, kind in zip(reps, personal, strict=False)]
    found.append(ScheduleException(PERSON, assistants[0], late, late, False, "leave"))
    taken |= {one.subject for one in found if one.subject_type == PERSON}
    return found + _leaves(company, rng, sorted(set(range(company.count)) - taken), working)


def _leaves(
    company: Company, rng: np.random.Generator, people: Sequence[int], working: Ints
) -> list[ScheduleException]:
    """Leaves of a few days, all applied for in time."""
    chosen = np.array(people)[rng.random(len(people)) < ABSENT_SHARE]
    first = rng.choice(working, len(chosen))
    last = np.minimum(first + rng.integers(LONGEST_LEAVE, size=len(chosen)), working[-1])
    return [
        ScheduleException(PERSON, *leave, False, "leave")
        for leave in zip(chosen.tolist(), first.tolist(), last.tolist(), strict=True)
    ]


def _settled(company: Company, role: int) -> list[int]:
    """People of a role who neither move nor leave nor join."""
    return [p for p in company.with_role(role).tolist() if p not in (company.mover, company.leaver, company.joiner)]


def _steady_teams(company: Company) -> list[int]:
    """Teams that nobody enters or leaves, so that it is no question on which day an exception is whose."""
    unsteady = {int(company.team[p]) for p in (company.mover, company.leaver, company.joiner)} | {company.moves_to}
    return [team for team in range(len(company.team_office)) if team not in unsteady]


def _members(company: Company, team: int) -> list[int]:
    """Sales representatives of a team."""
    return [p for p in _settled(company, SALES_REP) if company.team[p] == team]
