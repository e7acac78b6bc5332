"""The way of opportunities through the stages: what each step is, who entered it, and how far it shows.

Where the opportunities come from, and what is wrong with them, belongs to `pipeline`.
"""

from dataclasses import dataclass

import numpy as np

from simulator.company.world import World
from simulator.draws import words
from simulator.draws.arrays import NOBODY, UNKNOWN, Flags, Ints
from simulator.mistakes.entry import Entries, enter
from simulator.mistakes.records import Records

STAGES = ("prospecting", "engaging", "proposal", "won", "lost")
PROSPECTING, ENGAGING, PROPOSAL, WON, LOST = range(5)
NO_STEP = -1
LEFT = {WON: "left_won", LOST: "left_lost"}  # hidden columns: first extract with a stage change out of the stage
# Ways through the stages and how common they are; the last ones go back, or reopen what was won.
PATHS = np.array(
    [
        [NO_STEP, NO_STEP, NO_STEP, NO_STEP, NO_STEP],
        [ENGAGING, NO_STEP, NO_STEP, NO_STEP, NO_STEP],
        [ENGAGING, PROPOSAL, NO_STEP, NO_STEP, NO_STEP],
        [ENGAGING, PROPOSAL, WON, NO_STEP, NO_STEP],
        [ENGAGING, WON, NO_STEP, NO_STEP, NO_STEP],
        [ENGAGING, PROPOSAL, LOST, NO_STEP, NO_STEP],
        [LOST, NO_STEP, NO_STEP, NO_STEP, NO_STEP],
        [ENGAGING, PROSPECTING, ENGAGING, PROPOSAL, WON],
        [ENGAGING, PROPOSAL, WON, PROPOSAL, LOST],
    ]
)
PATH_SHARES = (0.12, 0.12, 0.13, 0.25, 0.08, 0.14, 0.08, 0.04, 0.04)
STEP_DAYS = 2.0
PROBABILITY = np.array([10, 30, 60, 0, 0])  # per cent by stage, and up to HOPE more or less, as people are
HOPE = 10
NO_PROBABILITY_SHARE = 0.05


@dataclass
class Walk:
    """The way of every opportunity through the stages, a column per step.

    Attributes:
        to: Stage after the step, `NO_STEP` after the last.
        owner: Who owns the step.
        at: Instant of the step.
        typed: Instant at which the opportunity shows it.
        enterer: Who entered it.
        reached: Whether an extract shows it and all steps before it.
    """

    to: Ints
    owner: Ints
    at: Ints
    typed: Ints
    enterer: Ints
    reached: Flags

    @property
    def is_closed(self) -> Flags:
        """Whether the opportunity was ever won or lost."""
        return np.asarray((self.reached & (self.to >= WON)).any(axis=1))

    @property
    def is_won(self) -> Flags:
        """Whether won is the last word."""
        last = np.maximum(self.reached.sum(axis=1) - 1, 0)
        return np.asarray(self.reached[:, 0] & (self.to[np.arange(len(self.to)), last] == WON))

    def last_win(self, instants: Ints) -> Ints:
        """The instant of each opportunity's last win, from a matrix of instants by step; `UNKNOWN` without a win."""
        wins = self.reached & (self.to == WON)
        return np.asarray(np.where(wins, instants, UNKNOWN).max(axis=1))


def _walk(world: World, entries: Entries) -> Walk:
    """Plan every step of every opportunity."""
    rng = world.rng("stages")
    to = PATHS[rng.choice(len(PATHS), len(entries.event), p=PATH_SHARES)]
    owner, at = np.empty_like(to), np.empty_like(to)
    moment = np.maximum(entries.event, entries.actual)
    for step in range(to.shape[1]):
        moment = world.later(rng, moment, entries.owner, STEP_DAYS)
        at[:, step] = moment
        owner[:, step] = world.still_on_duty(entries.owner, moment)
    reached = (to != NO_STEP) & world.delivered(at)
    return Walk(to, owner, at, np.zeros_like(at), np.full_like(to, NOBODY), reached)


def first_probability(world: World, size: int) -> Ints:
    """The probability in per cent with which each opportunity is entered, `UNKNOWN` where nobody says."""
    return _probability(_hopes(world, size), np.full(size, PROSPECTING))


def _hopes(world: World, size: int) -> Ints:
    rng = world.rng("probabilities")
    hopes = rng.integers(-HOPE, HOPE + 1, size)
    return np.where(rng.random(size) < NO_PROBABILITY_SHARE, UNKNOWN, hopes)


def _probability(hopes: Ints, stage: Ints) -> Ints:
    return np.where(hopes == UNKNOWN, UNKNOWN, PROBABILITY[stage] + hopes)


def take_steps(opportunities: Records) -> tuple[Walk, Records]:
    """Take the opportunities through the stages; each step is a record of its own and changes the opportunity."""
    world, entries = opportunities.world, opportunities.entries
    walk = _walk(world, entries)
    planned = walk.reached
    opportunity = np.nonzero(planned)[0]
    drawn = enter(world, "opportunity_stage_changes", walk.owner[planned], walk.at[planned])
    walk.enterer[planned] = drawn.enterer
    walk.typed[planned] = drawn.actual
    # However late a step was entered, the opportunity never shows it before itself or before an earlier step.
    walk.typed = np.maximum.accumulate(np.maximum(walk.typed, entries.actual[:, None] + 1), axis=1)
    walk.typed += np.arange(walk.to.shape[1])
    shown = np.zeros_like(planned)
    shown[planned] = drawn.first_extract < world.clock.extracts
    # A step counts only where all steps before it were delivered too: no stage changes from what never was.
    walk.reached = np.logical_and.accumulate(shown & world.delivered(walk.typed), axis=1)
    drawn.first_extract[~walk.reached[planned]] = world.clock.extracts
    rows = drawn.delivered(world)
    came_from = np.concatenate([np.full((len(walk.to), 1), PROSPECTING), walk.to[:, :-1]], axis=1)
    changes = Records(world, "opportunity_stage_changes", "changed_at", drawn.take(rows))
    changes.columns = {
        "opportunity_id": opportunity[rows],
        "from_stage": came_from[planned][rows],
        "to_stage": walk.to[planned][rows],
        "amount": opportunities.columns["amount"][opportunity[rows]],
    }
    changes.texts = {"from_stage": words.pool(STAGES), "to_stage": words.pool(STAGES)}
    _move(opportunities, walk)
    return walk, changes


def _move(opportunities: Records, walk: Walk) -> None:
    """Change the opportunities with each step; a win or loss also settles the close date."""
    zone = opportunities.world.company.zone[opportunities.entries.owner]
    hopes = _hopes(opportunities.world, len(opportunities))
    for step in range(walk.to.shape[1]):
        reached, to, typed = walk.reached[:, step], walk.to[:, step], walk.typed[:, step]
        closed_on = opportunities.world.clock.local_day(walk.at[:, step], zone)
        for part, columns in (
            (reached & (to < WON), {"stage": to, "probability": _probability(hopes, np.maximum(to, 0))}),
            (reached & (to >= WON), {"stage": to, "close_date": closed_on}),
        ):
            rows = np.flatnonzero(part)
            values = {name: value[rows] for name, value in columns.items()}
            opportunities.change(rows, typed[rows], walk.enterer[rows, step], values, later=False)
