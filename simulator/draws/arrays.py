"""The column types of the simulator and how a missing value is written in each.

Instants are seconds since 1970 in UTC, days are days since 1970, amounts are cents, text and references are codes.
"""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAY = 86_400
HOUR = 3_600
MINUTE = 60

NOBODY = -1  # also the code of a null text or reference
UNKNOWN = int(np.iinfo(np.int64).min)  # an instant or amount that is not there


def absent(dtype: DTypeLike) -> int:
    """The value that stands for null in a numeric column of `dtype`."""
    return int(np.iinfo(np.dtype(dtype)).min)


def between(rng: np.random.Generator, low: float, high: float, size: int) -> Ints:
    """Whole numbers drawn evenly from [low, high)."""
    return rng.integers(int(low), int(high), size=size)
