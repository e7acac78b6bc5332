"""Who entered each record and when, with the planted mistakes of timing.

A mistake is planted relative to the deadline of the person who answers for the record. What the record says besides
who and when belongs to the modules of the entities.
"""

from dataclasses import dataclass, fields

import numpy as np

from simulator.company.world import World
from simulator.draws.arrays import DAY, HOUR, MINUTE, NOBODY, Flags, Ints, between
from simulator.mistakes.planting import plant
from simulator.mistakes.verdict import SKEW, TOLERANCE, accountable, due_day

CLEAN = 0
KINDS = (
    "clean",
    "one_minute_late",
    "hours_late",
    "days_late",
    "backdated",
    "minutes_before_event",
    "hours_before_event",
)
ONE_MINUTE_LATE, HOURS_LATE, DAYS_LATE, BACKDATED, MINUTES_BEFORE, HOURS_BEFORE = range(1, len(KINDS))
LATE_WEIGHTS = (0.1, 0.55, 0.35)
BACKDATED_SHARE = 0.15  # of a person's lateness
EARLY_SHARE = 0.04
EDGE_SHARE = 0.004  # of clean entries moved to the very edge of what is still right, for each edge
DELEGATED_SHARE = 0.9  # of delegated records that the assistant really enters
ALONE_SHARE, IN_OFFICE_SHARE = 0.965, 0.995  # entered by the owner; by somebody of the same office


@dataclass
class Entries:
    """The entries of some records, row by row.

    Attributes:
        owner: Owner at entry.
        enterer: Who entered it.
        event: Instant of the business event.
        entered: Instant of entry by the CRM's own account.
        actual: Instant of entry in truth; it decides the first extract.
        first_extract: Index of the first extract that holds the record.
        kind: The planted mistake of timing.
    """

    owner: Ints
    enterer: Ints
    event: Ints
    entered: Ints
    actual: Ints
    first_extract: Ints
    kind: Ints

    def take(self, rows: Ints) -> "Entries":
        """The entries of `rows`, in their order."""
        return Entries(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def delivered(self, world: World) -> Ints:
        """Rows that some extract holds, in the order in which they were entered."""
        rows = np.flatnonzero(self.first_extract < world.clock.extracts)
        return rows[np.argsort(self.actual[rows], kind="stable")]


@dataclass(frozen=True)
class Arranged:
    """What is not left to people's habits.

    Attributes:
        enterer: Who enters each record.
        late: Which records are entered days late.
    """

    enterer: Ints | None = None
    late: Flags | None = None


HABITS = Arranged()


def enter(world: World, entity: str, owner: Ints, event: Ints, arranged: Arranged = HABITS) -> Entries:
    """Have each event entered by somebody, mostly in time. A record without owner is entered by the system at once."""
    rng = world.rng(f"entry of {entity}")
    enterer = _enterer(world, rng, entity, owner, event) if arranged.enterer is None else arranged.enterer
    person = accountable(world, entity, owner, enterer, event)
    due = due_day(world, person, event)[1]
    entered = _in_time(rng, event, due)
    entered = np.where(person == NOBODY, event + between(rng, 1, 10, len(event)), entered)
    kind = np.full(len(event), CLEAN, dtype=np.int64)
    if world.scenario.faults:
        kind = _mistakes(world, rng, person, entered, due)
        if arranged.late is not None:
            kind = np.where(arranged.late & (kind < BACKDATED), DAYS_LATE, kind)
    entered = _mistimed(rng, kind, event, entered, due)
    actual = _typed_later(world, rng, kind, entered)
    first_extract = world.clock.first_extract(actual)
    # Whoever is late on a day without a punctual extract cannot be said to be.
    kind[world.clock.is_excused(due, first_extract) & (kind < BACKDATED)] = CLEAN
    entries = Entries(owner, enterer, event, entered, actual, first_extract, kind)
    _disagree_with_cutoffs(world, rng, entries, due, (kind == CLEAN) & (person != NOBODY))
    return entries


def _enterer(world: World, rng: np.random.Generator, entity: str, owner: Ints, event: Ints) -> Ints:
    """The assistant where there is one, else mostly the owner, now and then a colleague or somebody from elsewhere."""
    company = world.company
    assistant = company.assistant(owner, world.clock.local_day(event, company.zone[owner]), entity)
    dice = rng.random(len(owner))
    helped = np.where(dice < IN_OFFICE_SHARE, company.colleague[owner], company.outsider[owner])
    alone = np.where(dice < ALONE_SHARE, owner, helped)
    return np.where(assistant == NOBODY, alone, np.where(dice < DELEGATED_SHARE, assistant, owner))


def _in_time(rng: np.random.Generator, event: Ints, due: Ints) -> Ints:
    """Soon after the event, or shortly before the deadline; some at its last minute and some at its very second."""
    size = len(event)
    slack = due - event
    # Within the evening of the event, so that entries at night are rare.
    soon = MINUTE + 3 * HOUR * rng.beta(1, 1.5, size)
    lag = np.where(soon < slack - 5 * MINUTE, soon, rng.uniform(0.05, 0.95, size) * slack).astype(np.int64)
    entered = np.where(rng.random(size) < 0.2, due - between(rng, 2 * MINUTE, HOUR, size), event + lag)
    edge = rng.random(size)
    entered = np.where(edge < 2 * EDGE_SHARE, due - MINUTE, entered)
    entered = np.where(edge < EDGE_SHARE, due, entered)
    return np.where(edge > 1 - EDGE_SHARE, event - TOLERANCE + MINUTE, entered)


def _mistakes(world: World, rng: np.random.Generator, person: Ints, entered: Ints, due: Ints) -> Ints:
    """Which mistake of timing each entry gets."""
    lateness = world.company.lateness[person]
    answered_for = person != NOBODY
    # Anything later than this would fall behind the last extract and be no mistake that anyone can see.
    visible = answered_for & (due + 6 * DAY <= world.clock.end)
    kind = plant(rng, lateness, visible, 3, LATE_WEIGHTS)
    before = world.clock.first_extract(entered)
    room = answered_for & (kind == CLEAN) & (before + 3 < world.clock.extracts)
    kind = np.where(plant(rng, lateness * BACKDATED_SHARE, room, 1) > 0, BACKDATED, kind)
    early = plant(rng, lateness * EARLY_SHARE, answered_for & (kind == CLEAN), 2)
    return np.where(early > 0, MINUTES_BEFORE - 1 + early, kind)


def _mistimed(rng: np.random.Generator, kind: Ints, event: Ints, entered: Ints, due: Ints) -> Ints:
    """The instant of entry that the CRM shows."""
    size = len(kind)
    options: list[tuple[int, Ints]] = [
        (ONE_MINUTE_LATE, due + MINUTE),
        (HOURS_LATE, due + between(rng, 2 * MINUTE, 8 * HOUR, size)),
        (DAYS_LATE, due + between(rng, DAY, 5 * DAY, size)),
        (MINUTES_BEFORE, event - between(rng, TOLERANCE + MINUTE, 30 * MINUTE, size)),
        (HOURS_BEFORE, event - between(rng, 30 * MINUTE, 3 * HOUR, size)),
    ]
    for code, instants in options:
        entered = np.where(kind == code, instants, entered)
    return entered


def _typed_later(world: World, rng: np.random.Generator, kind: Ints, entered: Ints) -> Ints:
    """The true instant of entry; a backdated record comes one to three extracts after the one it pretends to be in."""
    clock = world.clock
    rows = np.flatnonzero(kind == BACKDATED)
    before = clock.first_extract(entered[rows]) + between(rng, 0, 3, len(rows))
    typed = clock.cutoffs[before] + between(rng, MINUTE, 23 * HOUR, len(rows))
    # Within the skew of the cut-off it would be believed.
    suspect = entered[rows] < clock.cutoffs[before] - 2 * SKEW
    kind[rows[~suspect]] = CLEAN
    actual = entered.copy()
    actual[rows[suspect]] = typed[suspect]
    return actual


def _disagree_with_cutoffs(
    world: World, rng: np.random.Generator, entries: Entries, due: Ints, eligible: Flags
) -> None:
    """A few right entries a minute outside their extract's window, and a few from a clock that runs hours ahead."""
    last = world.clock.extracts - 1
    this = world.clock.cutoffs[np.minimum(entries.first_extract, last)]
    previous = world.clock.cutoffs[np.clip(entries.first_extract - 1, 0, last)]
    eligible = eligible & (entries.first_extract > 0) & (entries.first_extract <= last)
    dice = rng.random(len(due))
    early = eligible & (dice < EDGE_SHARE) & (entries.event < previous - SKEW)
    late = eligible & (dice > 1 - EDGE_SHARE) & (this + MINUTE <= due) & (entries.event < this)
    ahead = eligible & (dice > 0.5) & (dice < 0.5 + EDGE_SHARE) & (this <= due)
    for rows, instants in ((early, previous - MINUTE), (late, this + MINUTE), (ahead, this + 2 * HOUR)):
        entries.entered[rows] = instants[rows]
