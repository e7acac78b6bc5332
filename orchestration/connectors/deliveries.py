"""Finding what has been delivered: which files of the extracts folder belong to an entity, to which day and cut-off.

Names are compared in one spelling. Opening files belongs to the readers.
"""

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from pathlib import Path

from orchestration.connectors.declarations.shapes import DATE_PLACE, FORMATS, TIME_PLACE, Entity, Source
from orchestration.errors import ScorehouseError
from orchestration.spelling import folded

_LOOKS_DELIVERED = re.compile(rf"^[^.].*\.({'|'.join(FORMATS)})(\.gz|\.zip)?$", re.IGNORECASE)
_DATE = r"(?P<date>\d{4}-\d{2}-\d{2}|\d{8})"
_STATED, _TIME = r"(?:t(?P<time>\d+))?", r"(?P<time>\d+(?:-\d+)*)"
_COPY = r"(?: ?\(\d+\))?"  # what browsers put into the name of a second download
_SUFFIX = re.compile(r"(\\\.[a-z0-9]+?)(\\\.(?:gz|zip))?$")
Listing = Callable[[Path], list[str]]  # the names of the files in a folder, sorted as they are compared


@dataclass(frozen=True, order=True)
class Delivery:
    """One file for one extract date; `cutoff` is the local time at which it ended, where its name says so."""

    extract_date: date
    folder: Path
    name: str
    cutoff: time | None = None

    @property
    def path(self) -> Path:
        """The file. Made when asked for: of thousands that are found few are opened."""
        return self.folder / self.name

    def stat(self) -> os.stat_result:
        """What the file system says of the file."""
        return os.stat(f"{self.folder}/{self.name}")  # noqa: PTH116 - making a path costs more than the look

    @property
    def stated_cutoff(self) -> str | None:
        """The cut-off of the file's name, in the form in which manifests keep it."""
        if self.cutoff is None:
            return None
        return f"{self.cutoff:%H:%M:%S}" if self.cutoff.second else f"{self.cutoff:%H:%M}"


@dataclass(frozen=True)
class Doubtful:
    """Files of which it cannot be said what they deliver, and the sentence about them; a day where they name one."""

    names: tuple[str, ...]
    message: str
    day: date | None = None


@dataclass(frozen=True)
class Survey:
    """What lies in a folder for an entity: its deliveries, oldest first, and the files that are in doubt."""

    deliveries: list[Delivery] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder, sorted as they are compared; none where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.name for entry in entries if entry.is_file()), key=lambda name: (folded(name), name))
    except (FileNotFoundError, NotADirectoryError):
        return []


def survey(
    source: Source,
    entity: Entity,
    extracts_folder: Path,
    days: Container[date] | None = None,
    listing: Listing = names_in,
) -> Survey:
    """An entity's deliveries of some days, or of all where `days` is None, and the files in doubt.

    A file whose name holds no real date or time is in doubt, and so are two that claim the same day: neither is taken,
    and the others are not kept waiting. Those that name no day are in doubt whatever days are asked for. Many entities
    share a folder of thousands of files: who asks for one after another gives a listing that remembers.
    """
    by_day: dict[date, list[Delivery]] = {}
    doubtful: list[Doubtful] = []
    for name, match in _matching(entity, extracts_folder, listing):
        try:
            day = entity.extract_date or _day(match["date"], name)
            cutoff = _time(match["time"], name, entity) if match.groupdict().get("time") else None
        except ScorehouseError as error:
            doubtful.append(Doubtful((name,), str(error)))
            continue
        by_day.setdefault(day, []).append(Delivery(day, extracts_folder, name, cutoff))
    deliveries = []
    for day in sorted(by_day):
        if days is not None and day not in days:
            continue
        first, *others = by_day[day]
        if others:
            names = tuple(delivery.path.name for delivery in by_day[day])
            both = "both" if len(names) == 2 else "all"
            doubtful.append(
                Doubtful(
                    names,
                    f"{' and '.join(names)} {both} deliver {day} of {source.name}.{entity.name}; keep one.",
                    day,
                )
            )
        else:
            deliveries.append(first)
    return Survey(deliveries, doubtful)


def find_deliveries(
    source: Source,
    entity: Entity,
    extracts_folder: Path,
    days: Container[date] | None = None,
    listing: Listing = names_in,
) -> list[Delivery]:
    """An entity's deliveries alone, without the files that are in doubt; landing them says what is wrong with those."""
    return survey(source, entity, extracts_folder, days, listing).deliveries


def unclaimed(entities: Iterable[Entity], extracts_folder: Path, listing: Listing = names_in) -> list[str]:
    """The files that look delivered and lie beside those of some entities, but belong to none of them."""
    below: set[str] = set()
    claimed: set[str] = set()
    for entity in entities:
        below.add("".join(entity.files.partition("{")[0].rpartition("/")[:2]))
        claimed |= {name for name, _ in _matching(entity, extracts_folder, listing)}
    there = {f"{folder}{name}" for folder in below for name in listing(extracts_folder / folder)}
    return sorted(name for name in there - claimed if _LOOKS_DELIVERED.search(name.rpartition("/")[-1]))


def _matching(entity: Entity, folder: Path, listing: Listing) -> Iterator[tuple[str, re.Match[str]]]:
    """An entity's files below a folder, sorted, with what stands for day and time in their names."""
    pattern = _pattern(entity.files)
    for name in _named(folder, entity.files, listing):
        if match := pattern.fullmatch(folded(name)):
            yield name, match


@lru_cache(maxsize=1024)
def _pattern(files: str) -> re.Pattern[str]:
    """The names that a declaration means, as they are compared; a star stands for anything within a name."""
    date_place, time_place = re.escape(DATE_PLACE), re.escape(TIME_PLACE)
    form = _SUFFIX.sub(
        lambda suffix: f"{_COPY}{suffix[1]}" + (f"{_COPY}{suffix[2]}" if suffix[2] else ""), re.escape(folded(files))
    )
    form = form.replace(date_place, _DATE if TIME_PLACE in files else _DATE + _STATED)
    return re.compile(form.replace(time_place, _TIME).replace(r"\*", "[^/]*"))


def _named(folder: Path, files: str, listing: Listing) -> list[str]:
    """Files below a folder whose names begin as declared; there may be thousands of others."""
    below, slash, name = files.rpartition("/")
    if "{" in below or "*" in below:
        paths = folder.glob(re.sub(r"\{\w+\}", "*", below) + "/*")
        return sorted(path.relative_to(folder).as_posix() for path in paths if path.is_file())
    start = folded(re.split(r"[{*.]", f"{name}{{")[0] + "|").removesuffix("|")
    names = listing(folder / below)
    first = bisect_left(names, start, key=folded)
    found = []
    for there in names[first:]:
        if not folded(there).startswith(start):
            break
        found.append(f"{below}{slash}{there}")
    return found


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ScorehouseError(
            f"{Path(name).name}: {text} in the file's name is not a date; rename the file."
        ) from error


def _time(text: str, name: str, entity: Entity) -> time:
    digits, seconds = text.replace("-", ""), "([0-5][0-9])?" if TIME_PLACE in entity.files else ""
    if not re.fullmatch(rf"([01]\d|2[0-3])[0-5]\d{seconds}", digits):
        sign = "" if seconds else "T"
        raise ScorehouseError(
            f"{Path(name).name}: {sign}{text} in the file's name is not a cut-off such as {sign}0930; rename the file."
        )
    return time.fromisoformat(digits)
