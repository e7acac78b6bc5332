"""Local days, cut-offs and deadlines, computed from time zones and China's working days.

The warehouse has its own calendar table and its own SQL for this; the two must not share code, or a shared mistake
would go unseen.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from orchestration.errors import ScorehouseError
from simulator.arrays import DAY, HOUR, Flags, Ints

ZONES = ("Asia/Shanghai", "Asia/Tokyo", "Europe/Berlin")
SOURCE_ZONE = 0  # the zone of delivered timestamps, and of a record that is nobody's
CUTOFF = dt.time(9, 30)  # extracts end and entries are due at the same wall-clock time
HISTORY_DAYS = 60
MARGIN_DAYS = 3

EPOCH = dt.date(1970, 1, 1)
EARLIEST = dt.date(2004, 1, 1)
LATEST = dt.date(2026, 12, 31)  # no notice of the State Council has been published beyond it


def is_working(day: dt.date) -> bool:
    """Whether China works on `day`, make-up weekends included.

    Raises:
        ScorehouseError: No notice says so.
    """
    import chinese_calendar  # type: ignore[import-untyped]

    if not EARLIEST <= day <= LATEST:
        raise ScorehouseError(
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
    """Lookup tables for one simulation: offsets by zone and hour, deadlines by zone and local day.

    Attributes:
        cutoffs: Instant at which each extract ends.
        start_day: Day of the first extract.
        days: Number of extracts.
    """

    def __init__(self, start: dt.date, days: int) -> None:
        """Prepare the tables from `HISTORY_DAYS` before `start` to just after the last extract."""
        self.days = days
        self.start_day = to_day(start)
        self._first = self.start_day - HISTORY_DAYS - MARGIN_DAYS
        last = start + dt.timedelta(days=days - 1)
        known = [EPOCH + dt.timedelta(days=day) for day in range(self._first, to_day(last) + 1)]
        self._working = np.array([is_working(day) for day in known])
        due_dates = [next_working(day) for day in known]
        self._due_days = np.array([to_day(day) for day in due_dates])
        self._deadlines = np.array([[_instant(day, CUTOFF, zone) for day in due_dates] for zone in ZONES])
        self._offsets = _offsets(self._first, to_day(last) + MARGIN_DAYS)
        self.cutoffs = np.array([_instant(start + dt.timedelta(days=day), CUTOFF, ZONES[0]) for day in range(days)])

    @property
    def end(self) -> int:
        """Cut-off of the last extract; nothing after it is delivered."""
        return int(self.cutoffs[-1])

    def working_days(self, first: int, last: int) -> Ints:
        """Working days from `first` to `last`, or all of them where none is a working day."""
        days = np.arange(first, last + 1)
        working = days[self.works_on(days)]
        return working if len(working) else days

    def works_on(self, days: Ints) -> Flags:
        """Whether each day is a working day."""
        return np.asarray(self._working[self._row(days)])

    def local_day(self, instants: Ints, zones: Ints) -> Ints:
        """Local date of each instant in its zone."""
        return np.asarray((instants + self._offset(instants, zones)) // DAY)

    def instant(self, days: Ints, seconds: Ints, zones: Ints) -> Ints:
        """The instant `seconds` after local midnight; on the night of a clock change it may be an hour off."""
        naive = days * DAY + seconds
        return np.asarray(naive - self._offset(naive, zones))

    def rolled(self, days: Ints) -> Ints:
        """Each working day as it is, each day of rest moved to the next working day."""
        row = self._row(days)
        return np.where(self._working[row], days, self._due_days[row])

    def deadline(self, days: Ints, zones: Ints) -> Ints:
        """When a record of each local event day is due."""
        return np.asarray(self._deadlines[zones, self._row(days)])

    def first_extract(self, instants: Ints) -> Ints:
        """Index of the extract that ends at or after each instant; `days` where none does."""
        return np.searchsorted(self.cutoffs, instants, side="left")

    def source_local(self, instants: Ints) -> Ints:
        """Wall-clock seconds in the zone of delivered timestamps."""
        return np.asarray(instants + self._offset(instants, np.int64(SOURCE_ZONE)))

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


def _offset_at(instant: int, zone: ZoneInfo) -> int:
    offset = dt.datetime.fromtimestamp(instant, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0
