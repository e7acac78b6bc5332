"""Finding what has been delivered: which files of the extracts folder belong to an entity, to which day and cut-off.

Opening them belongs to the readers.
"""

import os
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from glob import escape
from pathlib import Path

from orchestration.connectors.declarations.shapes import DATE_PLACE, FORMATS, Entity, Source
from orchestration.errors import ScorehouseError

_LAST_CHARACTER = chr(sys.maxunicode)
_LOOKS_DELIVERED = re.compile(rf"^[^.].*\.({'|'.join(FORMATS)})(\.gz|\.zip)?$", re.IGNORECASE)
Listing = Callable[[Path], list[str]]  # the names of the files in a folder, sorted


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
        return f"{self.cutoff:%H:%M}" if self.cutoff else None


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder, sorted; none where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_file())
    except (FileNotFoundError, NotADirectoryError):
        return []


def find_deliveries(
    source: Source,
    entity: Entity,
    extracts_folder: Path,
    days: Container[date] | None = None,
    listing: Listing = names_in,
) -> list[Delivery]:
    """An entity's deliveries of some days, or of all where `days` is None, oldest first.

    Many entities share a folder of thousands of files: who asks for one after another gives a listing that remembers.

    Raises:
        ScorehouseError: A file's name holds no real date or time, or two files claim the same day.
    """
    if entity.extract_date is not None:
        delivery = Delivery(entity.extract_date, extracts_folder, entity.files)
        is_asked = days is None or entity.extract_date in days
        return [delivery] if is_asked and delivery.path.is_file() else []
    found: dict[date, Delivery] = {}
    for name, match in _dated(entity, extracts_folder, listing):
        day = _day(match[1], name)
        if days is not None and day not in days:
            continue
        delivery = Delivery(day, extracts_folder, name, _time(match[2], name) if match[2] else None)
        if day in found:
            raise ScorehouseError(
                f"{found[day].path.name} and {delivery.path.name} both deliver {day} of {source.name}.{entity.name}; "
                "keep one."
            )
        found[day] = delivery
    return [found[day] for day in sorted(found)]


def unclaimed(entities: Iterable[Entity], extracts_folder: Path, listing: Listing = names_in) -> list[str]:
    """The files that look delivered and lie beside those of some entities, but belong to none of them."""
    below: set[str] = set()
    claimed: set[str] = set()
    for entity in entities:
        below.add("".join(entity.files.partition(DATE_PLACE)[0].rpartition("/")[:2]))
        is_dated = entity.extract_date is None
        claimed |= {name for name, _ in _dated(entity, extracts_folder, listing)} if is_dated else {entity.files}
    there = {f"{folder}{name}" for folder in below for name in listing(extracts_folder / folder)}
    return sorted(name for name in there - claimed if _LOOKS_DELIVERED.search(name.rpartition("/")[-1]))


def _dated(entity: Entity, folder: Path, listing: Listing) -> Iterator[tuple[str, re.Match[str]]]:
    """An entity's files below a folder, sorted, with what stands for day and time in their names."""
    before, after = entity.files.split(DATE_PLACE)
    pattern = re.compile(re.escape(before) + r"(\d{4}-\d{2}-\d{2}|\d{8})(?:T(\d+))?" + re.escape(after))
    for name in _named(folder, before, after, listing):
        match = pattern.fullmatch(name)
        if match:
            yield name, match


def _named(folder: Path, before: str, after: str, listing: Listing) -> list[str]:
    """Files below a folder whose names begin and end so, sorted; there may be thousands of others."""
    if "/" in after:
        found = folder.glob(f"{escape(before)}*{escape(after)}")
        return sorted(path.relative_to(folder).as_posix() for path in found if path.is_file())
    below, slash, start = before.rpartition("/")
    names = listing(folder / below)
    first, last = bisect_left(names, start), bisect_left(names, f"{start}{_LAST_CHARACTER}")
    return [f"{below}{slash}{name}" for name in names[first:last] if name.endswith(after)]


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ScorehouseError(
            f"{Path(name).name}: {text} in the file's name is not a date; rename the file."
        ) from error


def _time(text: str, name: str) -> time:
    if not re.fullmatch(r"([01]\d|2[0-3])[0-5]\d", text):
        raise ScorehouseError(
            f"{Path(name).name}: T{text} in the file's name is not a cut-off such as T0930; rename the file."
        )
    return time.fromisoformat(text)
