"""Where mistakes are planted, and the ledger of every one of them.

Which mistakes an entity can have belongs to the module of that entity.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.draws.arrays import Flags, Floats, Ints


def plant(
    rng: np.random.Generator,
    chance: Floats | float,
    eligible: Flags,
    kinds: int,
    weights: Sequence[float] | None = None,
) -> Ints:
    """Pick rows for mistakes: 0 for none, else the kind from 1 to `kinds`.

    Every kind occurs at least once where enough rows are eligible, however small the chance.
    """
    size = len(eligible)
    share = np.cumsum(weights if weights is not None else np.full(kinds, 1 / kinds))
    drawn = np.minimum(np.searchsorted(share, rng.random(size), side="right"), kinds - 1) + 1
    picked = np.where((rng.random(size) < chance) & eligible, drawn, 0)
    unseen = np.setdiff1d(np.arange(1, kinds + 1), picked)
    free = np.flatnonzero(eligible & (picked == 0))
    if len(free) >= len(unseen) > 0:
        picked[rng.choice(free, len(unseen), replace=False)] = unseen
    return picked


@dataclass(frozen=True)
class Mistakes:
    """Mistakes against one rule in the records of one entity.

    Attributes:
        rule: Id of the rule.
        kinds: Names of kinds.
        rows: Rows of the entity.
        kind: Index into `kinds` of each row.
    """

    rule: str
    kinds: Sequence[str]
    rows: Ints
    kind: Ints

    @classmethod
    def picked(cls, rule: str, kinds: Sequence[str], picked: Ints) -> "Mistakes":
        """Mistakes from what `plant` returned."""
        rows = np.flatnonzero(picked)
        return cls(rule, kinds, rows, picked[rows] - 1)

    def take(self, places: Ints) -> "Mistakes":
        """Some of the mistakes."""
        return Mistakes(self.rule, self.kinds, self.rows[places], self.kind[places])

    def are(self, kind: str) -> Flags:
        """Which of the mistakes are of that kind."""
        return np.asarray(self.kind == self.kinds.index(kind))

    def among(self, size: int) -> Flags:
        """Which of `size` rows have one."""
        return np.isin(np.arange(size), self.rows)


@dataclass(frozen=True)
class Booked:
    """Mistakes with the instant of each, and from when to when they show.

    Attributes:
        at: When each was made.
        opened: Number of the first extract that shows it.
        repaired: Number of the first extract that shows its repair, -1 for none.
        emptied: Whether the repair is to say nothing, so that the rule asks no more.
        episode: 1, or 2 where an earlier repair was undone.
        is_final: Whether nothing that is entered later can put them right.
    """

    mistakes: Mistakes
    at: Ints
    opened: Ints
    repaired: Ints
    emptied: Flags
    episode: int = 1
    is_final: bool = False

    @classmethod
    def lasting(
        cls, mistakes: Mistakes, at: Ints, opened: Ints, *, episode: int = 1, is_final: bool = False
    ) -> "Booked":
        """Mistakes that nobody repairs."""
        nobody = np.full(len(at), -1)
        return cls(mistakes, at, opened, nobody, nobody >= 0, episode, is_final)
