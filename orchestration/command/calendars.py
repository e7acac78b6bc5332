"""Another country's working calendar, written into the seeds from the library `holidays`.

Builds know the seeds alone; the library is asked when somebody orders years of a calendar, and never otherwise.
What the days mean is said in `dbt_project`.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from orchestration.disk.aside import replaced
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings
from orchestration.words import counted

if TYPE_CHECKING:
    from holidays import HolidayBase

Row = list[str]  # calendar, then year or date, then what holds for it
_ESTIMATED = "(estimated)"  # the library's word for a date that hangs on the moon


@dataclass(frozen=True)
class Ordered:
    """Years of a country's calendar, such as `DE` or `DE-BY`; from `provisional_from` on they are provisional."""

    code: str
    years: Collection[int]
    provisional_from: int | None = None


def write_calendar(settings: Settings, ordered: Ordered) -> list[str]:
    """Replace the ordered years of a calendar in the seeds, and say in a line per year what they hold.

    A year whose days and status are there already stays as it is; one that differs gets the next version.

    Raises:
        ScorehouseError: The library does not know country or year, or must not be asked for them.
    """
    country = _country(ordered)
    calendar = "-".join(filter(None, (country.country, country.subdiv)))
    days, years = _Seed(settings, "calendar_exceptions"), _Seed(settings, "calendar_years")
    lines = []
    for year in sorted(set(ordered.years)):
        exceptions = _exceptions(calendar, country, year)
        status = _status(exceptions, year, ordered.provisional_from)
        entry = [calendar, str(year), status, f"holidays {version('holidays')}", "1"]
        if known := years.of(calendar, year):
            is_same = known[0][2] == status and days.of(calendar, year) == exceptions
            entry = known[0] if is_same else [*entry[:-1], str(int(known[0][-1]) + 1)]
        days.replace(calendar, year, exceptions)
        years.replace(calendar, year, [entry])
        off = sum(is_working == "false" for _, _, is_working, _ in exceptions)
        lines.append(f"{calendar} {year}: {counted(off, 'day')} off, {status}, version {entry[-1]}, from {entry[3]}")
    days.write()
    years.write()
    return lines


def _country(ordered: Ordered) -> "HolidayBase":
    """The country with the ordered years, its names in English."""
    import holidays

    code, _, part = ordered.code.upper().partition("-")
    if code in ("CN", "CHN"):
        raise ScorehouseError(
            "China's calendar comes from the State Council's notices, and the library lacks the make-up workdays of "
            "years without one; enter the notice by hand as docs/how-to.md says under Add a calendar."
        )
    try:
        country = holidays.country_holidays(code, subdiv=part or None, years=ordered.years, language="en_US")
    except NotImplementedError as error:
        raise ScorehouseError(
            f"The library holidays knows no calendar {ordered.code}; use an ISO code such as DE, or DE-BY for a part "
            "of a country, or enter the days by hand as docs/how-to.md says under Add a calendar."
        ) from error
    first, last = min(ordered.years), max(ordered.years)
    if first < country.start_year or last > country.end_year:
        raise ScorehouseError(
            f"The library holidays knows {ordered.code} from {country.start_year} to {country.end_year}, "
            f"not {first} to {last}; order fewer years."
        )
    return country


def _exceptions(calendar: str, country: "HolidayBase", year: int) -> list[Row]:
    """The days that need a row: holidays by their name, and working days and weekends other than Monday to Friday's."""
    first, found = date(year, 1, 1), []
    for day in (first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days)):
        is_working, holiday = country.is_working_day(day), country.get(day)
        if holiday and not is_working:
            found.append([calendar, str(day), "false", holiday])
        elif is_working != (day.isoweekday() <= 5):
            name = "Weekend" if not is_working else "Make-up workday" if country.is_weekend(day) else "Weekday"
            found.append([calendar, str(day), str(is_working).lower(), name])
    return found


def _status(exceptions: list[Row], year: int, provisional_from: int | None) -> str:
    is_guess = any(_ESTIMATED in name for *_, name in exceptions)
    is_ordered = provisional_from is not None and year >= provisional_from
    return "provisional" if is_guess or is_ordered else "official"


class _Seed:
    """A seed with one row per calendar and year or date. Calendars keep their order; the rows of each are sorted."""

    def __init__(self, settings: Settings, name: str) -> None:
        self._file = settings.project / "dbt_project" / "seeds" / f"{name}.csv"
        self._rows: dict[str, list[Row]] = {}
        with self._file.open(encoding="utf-8", newline="") as stream:
            self._header, *rows = csv.reader(stream)
        for row in rows:
            self._rows.setdefault(row[0], []).append(row)

    def of(self, calendar: str, year: int) -> list[Row]:
        return sorted(row for row in self._rows.get(calendar, []) if row[1].startswith(str(year)))

    def replace(self, calendar: str, year: int, rows: list[Row]) -> None:
        kept = [row for row in self._rows.get(calendar, []) if not row[1].startswith(str(year))]
        self._rows[calendar] = sorted(kept + rows)

    def write(self) -> None:
        with replaced(self._file) as fresh, fresh.open("w", encoding="utf-8", newline="") as stream:
            written = csv.writer(stream, lineterminator="\n")
            written.writerow(self._header)
            for rows in self._rows.values():
                written.writerows(rows)
