"""Choosing an earlier record for a later one to refer to: an account of the owner, a contact of the account."""

import numpy as np

from simulator.draws.arrays import NOBODY, Ints

SHIFT = 2**34  # more seconds than any instant has, so that holder and instant fit one sorted key


class Portfolio:
    """Records by holder and by the instant from which they may be referred to."""

    def __init__(self, holder: Ints, ready: Ints) -> None:
        """Sort the records once; `holder` and `ready` run in parallel with them."""
        keys = holder.astype(np.int64) * SHIFT + ready
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._by_time = np.argsort(ready, kind="stable")
        self._times = ready[self._by_time]

    def own(self, rng: np.random.Generator, holder: Ints, at: Ints) -> Ints:
        """A record of the holder ready at the instant, or `NOBODY`."""
        base = holder.astype(np.int64) * SHIFT
        first = np.searchsorted(self._keys, base)
        count = np.searchsorted(self._keys, base + at, side="right") - first
        place = first + (rng.random(len(at)) * count).astype(np.int64)
        found = self._order[np.minimum(place, len(self._order) - 1)]
        return np.where((count > 0) & (holder != NOBODY), found, NOBODY)

    def any(self, rng: np.random.Generator, at: Ints) -> Ints:
        """Any record ready at the instant; the very first one before that."""
        count = np.maximum(np.searchsorted(self._times, at, side="right"), 1)
        return self._by_time[(rng.random(len(at)) * count).astype(np.int64)]

    def own_or_any(self, rng: np.random.Generator, holder: Ints, at: Ints) -> Ints:
        """A record of the holder, else any."""
        own = self.own(rng, holder, at)
        return np.where(own == NOBODY, self.any(rng, at), own)
