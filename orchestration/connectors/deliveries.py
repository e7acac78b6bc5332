"""Finding what has been delivered: which files of the extracts folder belong to an entity, and to which day.

Opening them belongs to the readers.
"""

import re
from dataclasses import dataclass
from datetime import date
from glob import escape
from pathlib import Path

from orchestration.connectors.shapes import DATE_PLACE, Entity, Source
from orchestration.errors import ScorehouseError


@dataclass(frozen=True, order=True)
class Delivery:
    """One file for one extract date."""

    extract_date: date
    path: Path


def find_deliveries(source: Source, entity: Entity, extracts_folder: Path) -> list[Delivery]:
    """All deliveries of an entity, oldest first; an empty list when there is none.

    Raises:
        ScorehouseError: A file's name holds no real date, or two files claim the same day.
    """
    if entity.extract_date is not None:
        path = extracts_folder / entity.files
        return [Delivery(entity.extract_date, path)] if path.is_file() else []
    before, after = entity.files.split(DATE_PLACE)
    pattern = re.compile(re.escape(before) + r"(\d{4}-\d{2}-\d{2}|\d{8})" + re.escape(after))
    found: dict[date, Path] = {}
    for path in sorted(extracts_folder.glob(f"{escape(before)}*{escape(after)}")):
        match = pattern.fullmatch(path.relative_to(extracts_folder).as_posix())
        if match is None or not path.is_file():
            continue
        day = _day(match[1], path)
        if day in found:
            raise ScorehouseError(
                f"{found[day].name} and {path.name} both deliver {day} of {source.name}.{entity.name}; keep one."
            )
        found[day] = path
    return sorted(Delivery(day, path) for day, path in found.items())


def nothing_delivered(source: Source, entity: Entity, extracts_folder: Path) -> str:
    """The sentence for an entity of which no file has come."""
    return (
        f"{source.name}.{entity.name}: no file {entity.files} in {extracts_folder}; "
        f"deliver it there or set SCOREHOUSE_EXTRACTS_{source.name.upper()} to the folder that holds it."
    )


def _day(text: str, path: Path) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ScorehouseError(f"{path.name}: {text} in the file's name is not a date; rename the file.") from error
