"""Birth dates of contacts: most of them right, some missing, some of people who cannot be customers."""

import datetime as dt

import numpy as np

from simulator.company.calendar import to_day
from simulator.draws.arrays import DAY, NOBODY, Flags, Ints, absent, between
from simulator.mistakes.records import Records

YOUNGEST, OLDEST = 16, 100
YEAR = 365.25
MISSING = (
    absent(np.int64),
    *(to_day(dt.date.fromisoformat(day)) for day in ("1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31")),
)
MISSING_KINDS = ("null", "1900-01-01", "1970-01-01", "0001-01-01", "9999-12-31")
AGE_KINDS = ("fifteen_until_tomorrow", "one_hundred_and_one_today", "child", "older_than_anyone", "not_born_yet")
EDGE_SHARE = 0.01
COPIES = 4
COPIERS = 12  # one in so many people copies a birth date


def anniversary(days: Ints, years: int) -> Ints:
    """The same date `years` before; 28 February for a 29th that does not exist."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    moved = months - 12 * years
    last = (moved + 1).astype("datetime64[D]") - 1
    same = moved.astype("datetime64[D]") + (dates - months)
    return np.asarray(np.minimum(same, last).astype(np.int64))


def draw_birth_dates(records: Records) -> None:
    """Fill the column birth_date and plant what is missing or out of range."""
    rng = records.world.rng("birthdays")
    # The age on the delivered date, in the CRM's zone: a birth date goes no further than the staging that sees it.
    met = records.world.clock.source_local(records.entries.event) // DAY
    right = _grown_up(rng, met)
    missing = records.plant("contact.age_present", MISSING_KINDS)
    wrong = records.plant("contact.age_in_range", AGE_KINDS, ~missing.among(len(records)), 0.6)
    column = right.copy()
    column[missing.rows] = np.array(MISSING)[missing.kind]
    column[wrong.rows] = _impossible(rng, wrong.kind, met[wrong.rows])
    _copy(records, column, ~missing.among(len(records)) & ~wrong.among(len(records)))
    records.columns["birth_date"] = column
    for mistakes in (missing, wrong):
        records.book(mistakes, {"birth_date": right[mistakes.rows]})


def _copy(records: Records, column: Ints, eligible: Flags) -> None:
    """Give contacts of a few people the same birth date, which is a possible one."""
    if not records.world.scenario.faults:
        return
    enterer = records.entries.enterer
    people, counts = np.unique(enterer[eligible & (enterer != NOBODY)], return_counts=True)
    able = records.world.rng("copied birth dates").permutation(people[counts > COPIES])
    for person in able[: max(1, len(able) // COPIERS)].tolist():
        column[np.flatnonzero(eligible & (enterer == person))[:COPIES]] = to_day(dt.date(1985, 5, 5))


def _grown_up(rng: np.random.Generator, met: Ints) -> Ints:
    """Ages from 18 to 80, and a few of exactly the youngest and the oldest that may be."""
    size = len(met)
    born = _unsuspicious(met - between(rng, 18 * YEAR, 80 * YEAR, size))
    edge = rng.random(size)
    born = np.where(edge < EDGE_SHARE, anniversary(met, YOUNGEST), born)
    return np.where(edge > 1 - EDGE_SHARE, anniversary(met, OLDEST + 1) + 1, born)


def _impossible(rng: np.random.Generator, kind: Ints, met: Ints) -> Ints:
    size = len(met)
    choices = (
        anniversary(met, YOUNGEST) + 1,
        anniversary(met, OLDEST + 1),
        met - between(rng, 0, 14 * YEAR, size),
        _unsuspicious(met - between(rng, 103 * YEAR, 140 * YEAR, size)),
        met + between(rng, 1, 8 * YEAR, size),
    )
    return np.choose(kind, choices)


def _unsuspicious(born: Ints) -> Ints:
    """A birth date that happens to be a placeholder would count as missing: the day after instead."""
    return born + np.isin(born, MISSING)
