"""The company: offices, teams, people with their habits, and who stands in for whom.

People are numbered from 0; arrays by person have one entry more at the end, so that the number of nobody, -1, finds it.
"""

from dataclasses import dataclass

import numpy as np

from simulator.company.calendar import SOURCE_ZONE, Clock
from simulator.draws.arrays import NOBODY, Flags, Floats, Ints

OFFICES = (("上海", 0), ("北京", 0), ("东京", 1), ("柏林", 2))  # name, zone
COUNTRIES = ("中国", "中国", "日本", "德国")
ROLES = ("manager", "sales_rep", "assistant", "service_agent")
MANAGER, SALES_REP, ASSISTANT, SERVICE_AGENT = range(4)
# The third of a team is its assistant, so that even a small team can delegate.
PLACES = (MANAGER, SALES_REP, ASSISTANT, SERVICE_AGENT, SALES_REP, SALES_REP, SERVICE_AGENT, SALES_REP)
TEAM_SIZE = 6
OPEN_END = 2**31 - 1
FAR_END = 47_481  # 2099-12-31, which many systems write for "until further notice"
GONE_AFTER = 5  # extracts in which a leaver is still listed as inactive
NEVER = 2**31 - 1


@dataclass(frozen=True)
class Delegation:
    """An assistant who enters an owner's records of one entity, or of all ('*'), between two days, both included."""

    owner: int
    assistant: int
    entity: str
    valid_from: int
    valid_to: int


@dataclass(frozen=True)
class Company:
    """Everything about people that records depend on; indexes are extracts counted from 0."""

    office: Ints
    zone: Ints
    role: Ints
    team: Ints
    lateness: Floats
    omission: Floats
    colleague: Ints
    outsider: Ints
    substitute: Ints
    team_office: Ints
    team_manager: Ints
    delegations: tuple[Delegation, ...]
    mover: int
    moves_at: int
    moves_to: int
    leaver: int
    leaves_at: int
    joiner: int
    joins_at: int

    @property
    def count(self) -> int:
        """Number of people."""
        return len(self.role) - 1

    def with_role(self, *roles: int) -> Ints:
        """Everyone in one of the roles."""
        return np.flatnonzero(np.isin(self.role[:-1], roles))

    def present(self, person: Ints, day_index: Ints) -> Flags:
        """Whether each person is with the company on a day, counted from the first extract's."""
        too_early = (person == self.joiner) & (day_index < self.joins_at)
        too_late = (person == self.leaver) & (day_index >= self.leaves_at)
        return np.asarray(~(too_early | too_late))

    def assistant(self, owner: Ints, day: Ints, entity: str) -> Ints:
        """Who was delegated to enter each owner's records of the entity on a local day, or nobody."""
        found = np.full(len(owner), NOBODY, dtype=np.int64)
        for slot in self._slots(entity):
            valid = (slot[1][owner] <= day) & (day <= slot[2][owner])
            found = np.where(valid, slot[0][owner], found)
        return found

    def _slots(self, entity: str) -> list[tuple[Ints, Ints, Ints]]:
        """The n-th delegation of every owner as arrays by person, so that a lookup costs the same for any company."""
        slots: list[tuple[Ints, Ints, Ints]] = []
        used: dict[int, int] = {}
        for delegation in self.delegations:
            if delegation.entity not in ("*", entity):
                continue
            place = used.get(delegation.owner, 0)
            used[delegation.owner] = place + 1
            if place == len(slots):
                empty = np.full(self.count + 1, NOBODY, dtype=np.int64)
                slots.append((empty, np.full(self.count + 1, NEVER), np.full(self.count + 1, NOBODY)))
            for array, value in zip(
                slots[place], (delegation.assistant, delegation.valid_from, delegation.valid_to), strict=True
            ):
                array[delegation.owner] = value
        return slots


def found_company(people: int, clock: Clock, rng: np.random.Generator) -> Company:
    """Draw a company of `people`; who sits where depends on the size alone, habits on `rng`."""
    office, team, team_office = _seat(people)
    first_of_team = np.searchsorted(team, np.arange(len(team_office)))
    place = np.arange(people) - first_of_team[team]
    role = np.array([PLACES[number % len(PLACES)] if number else MANAGER for number in place])
    role[(role == MANAGER) & (place > 0)] = SALES_REP
    first_rep = first_of_team + 1
    mover, leaver, joiner = _unsettled(role, place, office)
    is_first_rep = np.isin(np.arange(people), first_rep)
    outside = first_of_team[np.searchsorted(team_office, (office + 1) % len(OFFICES))]
    middle = clock.days // 2
    changes = clock.days >= 4
    return Company(
        office=_with_nobody(office, 0),
        zone=_with_nobody(np.array([OFFICES[number][1] for number in office]), SOURCE_ZONE),
        role=_with_nobody(role, NOBODY),
        team=_with_nobody(team, NOBODY),
        lateness=np.append(np.minimum(rng.beta(1.1, 16, people), 0.4), 0.0),
        omission=np.append(np.minimum(rng.beta(1.1, 20, people), 0.4), 0.0),
        colleague=_with_nobody(np.where(place == 0, first_rep[team], first_of_team[team]), NOBODY),
        outsider=_with_nobody(outside, NOBODY),
        substitute=_with_nobody(np.where(is_first_rep, first_of_team[team], first_rep[team]), NOBODY),
        team_office=team_office,
        team_manager=first_of_team,
        delegations=_delegate(team_office, first_of_team, clock),
        mover=mover,
        moves_at=middle if changes else NEVER,
        moves_to=(int(team[mover]) + 1) % int(np.sum(team_office == office[mover])),
        leaver=leaver,
        leaves_at=middle + 1 if changes else NEVER,
        joiner=joiner,
        joins_at=max(1, clock.days // 3) if changes else 0,
    )


def _with_nobody(values: Ints, nobody: int) -> Ints:
    return np.append(values, nobody).astype(np.int64)


def _seat(people: int) -> tuple[Ints, Ints, Ints]:
    """Office and team of each person, and the office of each team; people sit in order of office and team."""
    berlin = tokyo = max(4, round(people * 0.15))
    beijing = round(people * 0.3)
    sizes = (people - beijing - tokyo - berlin, beijing, tokyo, berlin)
    teams = [max(1, round(size / TEAM_SIZE)) for size in sizes]
    teams[0] = max(2, teams[0])  # somebody changes team without changing office
    office = np.repeat(np.arange(len(sizes)), sizes)
    before = np.concatenate([[0], np.cumsum(teams)[:-1]])
    inside = np.concatenate([np.sort(np.arange(size) % count) for size, count in zip(sizes, teams, strict=True)])
    return office, before[office] + inside, np.repeat(np.arange(len(sizes)), teams)


def _unsettled(role: Ints, place: Ints, office: Ints) -> tuple[int, int, int]:
    """Who changes team, who leaves and who joins: representatives that nobody stands in for or relies on."""
    spare = np.flatnonzero((role == SALES_REP) & (place > 1))
    mover = spare[office[spare] == 0][0]
    leaver, joiner = spare[spare != mover][:2]
    return int(mover), int(leaver), int(joiner)


def _delegate(team_office: Ints, first_of_team: Ints, clock: Clock) -> tuple[Delegation, ...]:
    """The first representative of each team relies on the team's assistant, in one of five ways."""
    before = clock.start_day - 365
    middle = clock.start_day + clock.days // 2
    found = []
    for team, first in enumerate(first_of_team.tolist()):
        owner, assistant = first + 1, first + 2
        way = team % 5
        found.append(
            (
                Delegation(owner, assistant, "*", before, OPEN_END),
                Delegation(owner, assistant, "*", before, middle),
                Delegation(owner, assistant, "*", middle, OPEN_END),
                Delegation(owner, assistant, "activities", before, OPEN_END),
                Delegation(owner, assistant, "*", before, FAR_END),
            )[way]
        )
        if way == 1 and team_office[team - 1] == team_office[team]:
            successor = int(first_of_team[team - 1]) + 2
            found.append(Delegation(owner, successor, "*", middle + 3, OPEN_END))
    return tuple(found)
