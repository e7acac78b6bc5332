"""Local days, cut-offs and deadlines, computed from time zones and China's working days.

The warehouse has its own calendar table and its own SQL for this; the two must not share code, or a shared mistake
would go unseen.
"""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from simulator.draws.arrays import DAY, HOUR, MINUTE, Flags, Ints
from simulator.errors import SimulationError

ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin")
SOURCE_ZONE = 0  # the zone of delivered timestamps, and of a record that is nobody's
CUTOFF = dt.time(9, 30)  # extracts end and entries are due at the same wall-clock time
CUTOFF_SECONDS = CUTOFF.hour * HOUR + CUTOFF.minute * MINUTE
LATE_CUTOFF = dt.time(11)  # of the extract that is delivered late
UNPUNCTUAL_FROM = 14  # days of a simulation that has a late extract and missing ones
HISTORY_DAYS = 60
MARGIN_DAYS = 3
LONGEST_ABSENCE = 30  # days by which a deadline may lie behind the last extract

EPOCH = dt.date(1970, 1, 1)
EARLIEST = dt.date(2004, 1, 1)
LATEST = dt.date(2026, 12, 31)  # no notice of the State Council has been published beyond it


@cache
def is_working(day: dt.date) -> bool:
    """Whether China works on `day`, make-up weekends included.

    Raises:
        SimulationError: No notice says so.
    """
    import chinese_calendar  # type: ignore[import-untyped]

    if not EARLIEST <= day <= LATEST:
        raise SimulationError(
            f"China's working days are known from {EARLIEST} to {LATEST}, but the simulation needs {day}; "
            "choose another start or fewer days."
        )
    return bool(chinese_calendar.is_workday(day))


def next_working(day: dt.date) -> dt.date:
    """The first working day after `day`."""
    following = day + dt.timedelta(days=1)
    while not is_working(following):
        following += dt.timedelta(days=1)
    return following


def to_day(day: dt.date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


class Clock:
    """Lookup tables for one simulation: working days, offsets by zone and hour, what is delivered when.

    Attributes:
        start_day: Day of the first extract.
        days: Number of days from the first extract to the last, on each of which an extract is promised.
        extract_days: Day of each extract that is delivered.
        cutoffs: Instant at which each of them ends.
        late: The one that is delivered late, or -1.
    """

    def __init__(self, start: dt.date, days: int, *, punctual: bool = True) -> None:
        """Prepare the tables from `HISTORY_DAYS` before `start` to just after the last extract."""
        self.days = days
        self.start_day = to_day(start)
        self._first = self.start_day - HISTORY_DAYS - MARGIN_DAYS
        last = start + dt.timedelta(days=days - 1)
        known = [EPOCH + dt.timedelta(days=day) for day in range(self._first, to_day(last) + 1)]
        self._working = np.array([is_working(day) for day in known])
        due_dates = [next_working(day) for day in known]
        self._due_days = np.array([to_day(day) for day in due_dates])
        self._offsets = _offsets(self._first, to_day(last) + LONGEST_ABSENCE)
        self.extract_days, self.late = self._delivered(punctual)
        self.cutoffs = np.array([self._cutoff(number) for number in range(self.extracts)])
        self._excuses = self._excusing()

    @property
    def extracts(self) -> int:
        """Number of extracts that are delivered."""
        return len(self.extract_days)

    @property
    def first_day(self) -> int:
        """The earliest day that the tables know."""
        return self._first

    @property
    def last_day(self) -> int:
        """Day of the last extract."""
        return self.start_day + self.days - 1

    @property
    def end(self) -> int:
        """Cut-off of the last extract; nothing after it is delivered."""
        return int(self.cutoffs[-1])

    def _delivered(self, punctual: bool) -> tuple[Ints, int]:
        """Days with an extract, and which of these is late: one, and later two days without any, in a row."""
        days = np.arange(self.start_day, self.start_day + self.days)
        if punctual or self.days < UNPUNCTUAL_FROM:
            return days, -1
        working = days[self.works_on(days) & (days >= self.start_day + self.days * 2 // 3) & (days < days[-1])]
        if not len(working):
            return days, -1
        in_a_row = working[:-1][np.diff(working) == 1]
        missing = in_a_row[in_a_row > working[0] + 1][:1]
        kept = np.setdiff1d(days, [missing, missing + 1])
        return kept, int(np.flatnonzero(kept == working[0])[0])

    def _cutoff(self, number: int) -> int:
        day = EPOCH + dt.timedelta(days=int(self.extract_days[number]))
        return _instant(day, LATE_CUTOFF if number == self.late else CUTOFF, ZONES[SOURCE_ZONE])

    def _excusing(self) -> Ints:
        """By day, the extract that holds only now what one in time would have held; -1 where all went well."""
        days = np.arange(self.start_day, self.start_day + self.days)
        after = np.searchsorted(self.extract_days, days)
        excusing = np.where(self.extract_days[after] == days, -1, after)
        excusing[self.extract_days[self.late] - self.start_day if self.late >= 0 else days < 0] = self.late
        return excusing

    def working_days(self, first: int, last: int) -> Ints:
        """Working days from `first` to `last`, or all of them where none is a working day."""
        days = np.arange(first, last + 1)
        working = days[self.works_on(days)]
        return working if len(working) else days

    def works_on(self, days: Ints) -> Flags:
        """Whether each day is a working day."""
        return np.asarray(self._working[self._row(days)])

    def local_seconds(self, instants: Ints, zones: Ints | np.int64) -> Ints:
        """Wall-clock seconds since 1970 in each zone."""
        return np.asarray(instants + self._offset(instants, zones))

    def local_day(self, instants: Ints, zones: Ints | np.int64) -> Ints:
        """Local date of each instant in its zone."""
        return np.asarray(self.local_seconds(instants, zones) // DAY)

    def instant(self, days: Ints, seconds: Ints | int, zones: Ints | np.int64) -> Ints:
        """The instant `seconds` after local midnight; on the night of a clock change it may be an hour off."""
        naive = days * DAY + seconds
        return np.asarray(naive - self._offset(naive, zones))

    def rolled(self, days: Ints) -> Ints:
        """Each working day as it is, each day of rest moved to the next working day."""
        row = self._row(days)
        return np.where(self._working[row], days, self._due_days[row])

    def next_working_day(self, days: Ints) -> Ints:
        """The first working day after each day."""
        return np.asarray(self._due_days[self._row(days)])

    def is_excused(self, deadline: Ints, first_extract: Ints) -> Flags:
        """Whether each record came with an extract that made up for the late or missing one that would have shown it.

        That is the first that was to end at its deadline or after it.
        """
        day = -((CUTOFF_SECONDS - self.local_seconds(deadline, np.int64(SOURCE_ZONE))) // DAY) - self.start_day
        known = (day >= 0) & (day < self.days)
        return np.asarray(known & (self._excuses[np.where(known, day, 0)] == first_extract))

    def first_extract(self, instants: Ints) -> Ints:
        """Number of the extract that ends at or after each instant, from 0; `extracts` where none does."""
        return np.searchsorted(self.cutoffs, instants, side="left")

    def day_of(self, extract: Ints) -> Ints:
        """Day of each extract; the last one's for what no extract holds."""
        return np.asarray(self.extract_days[np.minimum(extract, self.extracts - 1)])

    def source_local(self, instants: Ints) -> Ints:
        """Wall-clock seconds in the zone of delivered timestamps."""
        return self.local_seconds(instants, np.int64(SOURCE_ZONE))

    def _row(self, days: Ints) -> Ints:
        """Row of each day; what happens after the last extract is never delivered, so any row will do for it."""
        return np.minimum(days - self._first, len(self._working) - 1)

    def _offset(self, instants: Ints, zones: Ints | np.int64) -> Ints:
        hours = np.clip(instants // HOUR - self._first * 24, 0, self._offsets.shape[1] - 1)
        return np.asarray(self._offsets[zones, hours])


def _instant(day: dt.date, time: dt.time, zone: str) -> int:
    return int(dt.datetime.combine(day, time, ZoneInfo(zone)).timestamp())


def _offsets(first: int, last: int) -> Ints:
    """UTC offsets in seconds by zone and hour: every zone here changes its clock on a full hour of UTC."""
    hours = range(first * 24, (last + 1) * 24)
    return np.array([[_offset_at(hour * HOUR, ZoneInfo(zone)) for hour in hours] for zone in ZONES])


@cache
def _offset_at(instant: int, zone: ZoneInfo) -> int:
    offset = dt.datetime.fromtimestamp(instant, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
