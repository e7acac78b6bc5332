"""Who answers for a record, when it counts as recorded and whether that was in time: the definitions, in numpy.

They are written a second time in the warehouse's SQL; a test compares the two record by record.
"""

from dataclasses import dataclass

import numpy as np

from simulator.company.world import World
from simulator.draws.arrays import MINUTE, NOBODY, UNKNOWN, Flags, Ints

SKEW = 2 * MINUTE  # an entry this close to a cut-off is believed
TOLERANCE = 5 * MINUTE  # an entry this long before its event is not held against anyone
STATUSES = ("credible", "backdated", "in_future", "unverified", "unknown")
CREDIBLE, BACKDATED, IN_FUTURE, UNVERIFIED, STATUS_UNKNOWN = range(5)


@dataclass(frozen=True)
class Verdict:
    """What the definitions make of each record.

    Attributes:
        accountable: Who answers for it.
        event_day: Local day of the event where that person works.
        deadline: When it was due.
        recorded: The instant that counts; `UNKNOWN` where the entry has none.
        status: Index into `STATUSES`.
        is_excused: The extract that would have shown it was late or missing: nobody can say whether it was in time.
        is_late: Recorded after the deadline; false where nothing can be said.
        is_early: Entered longer before its event than is tolerated; false where nothing can be said.
    """

    accountable: Ints
    event_day: Ints
    deadline: Ints
    recorded: Ints
    status: Ints
    is_excused: Flags
    is_late: Flags
    is_early: Flags


def accountable(world: World, entity: str, owner: Ints, enterer: Ints, event: Ints) -> Ints:
    """The owner's assistant of that day, else who entered the record, else its owner, else nobody."""
    day = world.clock.local_day(event, world.company.zone[owner])
    assistant = world.company.assistant(owner, day, entity)
    return np.where(assistant != NOBODY, assistant, np.where(enterer != NOBODY, enterer, owner))


def is_entitled(world: World, entity: str, owner: Ints, enterer: Ints, event: Ints) -> Flags:
    """Whether each record was entered by its owner or by the owner's assistant of that day."""
    day = world.clock.local_day(event, world.company.zone[owner])
    assistant = world.company.assistant(owner, day, entity)
    return np.asarray((enterer != NOBODY) & ((enterer == owner) | (enterer == assistant)))


def due_day(world: World, person: Ints, event: Ints) -> tuple[Ints, Ints]:
    """Local day of each event where the person works, and the instant at which its record is due."""
    day = world.clock.local_day(event, world.company.zone[person])
    return day, world.rota.deadline(person, day)


def judge(world: World, person: Ints, event: Ints, entered: Ints, first_extract: Ints) -> Verdict:
    """Apply the definitions of credibility and deadline to finished entries."""
    day, due = due_day(world, person, event)
    this = world.clock.cutoffs[first_extract]
    previous = world.clock.cutoffs[np.maximum(first_extract - 1, 0)]
    status = np.where(entered > this + SKEW, IN_FUTURE, CREDIBLE)
    status = np.where(entered <= previous - SKEW, BACKDATED, status)
    status = np.where(first_extract == 0, UNVERIFIED, status)
    status = np.where(entered == UNKNOWN, STATUS_UNKNOWN, status)
    known = status != STATUS_UNKNOWN
    recorded = np.where(status == BACKDATED, previous, np.where(known, np.minimum(entered, this), entered))
    is_excused = world.clock.is_excused(due, first_extract)
    is_early = (entered < event - TOLERANCE) & known
    return Verdict(person, day, due, recorded, status, is_excused, (recorded > due) & known & ~is_excused, is_early)
