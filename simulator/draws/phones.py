"""Phone numbers: unique ones in the many ways people write them, and malformed ones.

Whose number is missing, wrong or somebody else's is decided in `customers`.
"""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from simulator.draws.arrays import Flags, Ints

# Multipliers without a factor of ten visit every number of that length once.
MOBILE_STEP, MOBILE_NUMBERS = 387_420_489, 10**9
LANDLINE_STEP, LANDLINE_NUMBERS = 43_046_721, 10**8
LANDLINE_SHARE = 0.1
AREAS = ("021", "010", "0571", "0755")
PLAIN_SHARE = 0.55
STYLE_NAMES = ("plain", "spaced", "country_code_dash", "dashed", "full_width", "country_code")
STYLES = len(STYLE_NAMES)

PLACEHOLDERS = (
    "11111111111",
    "00000000000",
    "12345678901",
    "13800000000",
    "13800138000",
    "99999999999",
    "88888888",
)
FLAWS = ("too_short", "letters", "wrong_prefix", "too_long")


def numbers(rng: np.random.Generator, size: int) -> tuple[pa.Array, Flags]:
    """Distinct numbers as bare digits (landlines with a dash), and which of them are mobile."""
    start = int(rng.integers(MOBILE_NUMBERS))
    tail = (np.arange(size) * MOBILE_STEP + start) % MOBILE_NUMBERS
    prefix = rng.integers(13, 20, size)
    # These two would spell the placeholders 13800000000 and 13800138000.
    prefix = np.where(np.isin(tail, (800_000_000, 800_138_000)), 15, prefix)
    mobile = pa.array(prefix * MOBILE_NUMBERS + tail).cast(pa.string())
    local = (np.arange(size) * LANDLINE_STEP + start) % LANDLINE_NUMBERS
    digits = pc.utf8_lpad(pa.array(local).cast(pa.string()), width=8, padding="0")
    area = pa.array(AREAS).take(pa.array(rng.integers(len(AREAS), size=size)))
    is_mobile = rng.random(size) >= LANDLINE_SHARE
    landline = pc.binary_join_element_wise(area, digits, "-")
    return pc.if_else(pa.array(is_mobile), mobile, landline), is_mobile


def any_style(rng: np.random.Generator, size: int) -> Ints:
    """How each number is written, mostly plain."""
    return np.where(rng.random(size) < PLAIN_SHARE, 0, rng.integers(1, STYLES, size))


def written(mobile: pa.Array, style: Ints) -> pa.Array:
    """Mobile numbers in the given styles."""
    first, middle, last = (pc.utf8_slice_codeunits(mobile, *cut) for cut in ((0, 3), (3, 7), (7, 11)))
    spaced = pc.binary_join_element_wise(first, middle, last, " ")
    dashed = pc.binary_join_element_wise(first, middle, last, "-")
    wide = mobile
    for digit in range(10):
        wide = pc.replace_substring(wide, str(digit), chr(ord("０") + digit))
    forms = (
        mobile,
        pc.binary_join_element_wise("+86", spaced, " "),
        pc.binary_join_element_wise("+86", mobile, "-"),
        dashed,
        wide,
        pc.binary_join_element_wise("+86", mobile, ""),
    )
    return pc.choose(pa.array(style), *forms)


def malformed(mobile: pa.Array, flaw: Ints) -> pa.Array:
    """Mobile numbers with the given flaws."""
    forms = (
        pc.utf8_slice_codeunits(mobile, 0, 10),
        pc.binary_join_element_wise(pc.utf8_slice_codeunits(mobile, 0, 7), "abcd", ""),
        pc.binary_join_element_wise("2", pc.utf8_slice_codeunits(mobile, 1), ""),
        pc.binary_join_element_wise(mobile, "9", ""),
    )
    return pc.choose(pa.array(flaw), *forms)
