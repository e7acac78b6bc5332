"""Comparing the columns that came with the columns declared, by name and never by position.

Names are compared in one spelling. New columns are let through, missing ones fail the entity. Types are judged by
`casts` and `sorting`; where in a file the header stands is asked here, and looked for by the readers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.connectors.declarations.checking import RESERVED_COLUMNS
from orchestration.connectors.declarations.shapes import Column, Entity
from orchestration.errors import ScorehouseError
from orchestration.spelling import folded, spelled

ROWS_SEARCHED = 100  # within which a header that is not declared has to stand


@dataclass(frozen=True)
class Header:
    """The columns of a delivery.

    Attributes:
        names: What they land as, in the order of the file.
        new: Those among them that are not declared.
    """

    names: tuple[str, ...]
    new: tuple[str, ...]


def header_of(cells: Sequence[str], entity: Entity, file: str, where: str = "") -> Header:
    """The columns that the cells of a header name; a cell without a name is an undeclared column.

    `where` says which line or row was taken for the header, where it is not the first.

    Raises:
        ScorehouseError: A required column is missing (perhaps renamed), or a declared one comes twice.
    """
    declared = _declared(cells, entity, file)
    taken = {column.name for column in entity.columns} | set(RESERVED_COLUMNS)
    names, new = [], []
    for place, cell in enumerate(cells):
        name = declared.get(place)
        if name is None:
            name = _free(spelled(cell) or f"column_{place + 1}", taken)
            new.append(name)
        names.append(name)
    lacking = [column for column in entity.columns if not column.optional and column.name not in names]
    if lacking:
        missing = [column.header or column.name for column in lacking]
        raise ScorehouseError(_about_missing(missing, tuple(new), entity, f"{file}{where}"))
    return Header(tuple(names), tuple(new))


def find_header(rows: Sequence[Sequence[str]], entity: Entity) -> int:
    """Which of the first rows of a file is its header: the first with all required columns.

    Where there is none, it is the one with most of them, so that the complaint is about that one.
    """
    required = [_names_of(column) for column in entity.columns if not column.optional]

    def found(number: int) -> int:
        names = set(map(folded, rows[number]))
        return sum(not names.isdisjoint(name) for name in required)

    return max(range(len(rows)), key=lambda number: (found(number), -number), default=0)


def typed_places(cells: Sequence[str], entity: Entity) -> list[int]:
    """The places of the columns that are declared to hold something else than texts."""
    names = {name for column in entity.columns if column.data_type != "varchar" for name in _names_of(column)}
    return [place for place, cell in enumerate(cells) if folded(cell) in names]


def _names_of(column: Column) -> set[str]:
    return {folded(column.header or column.name), column.name}


def _declared(cells: Sequence[str], entity: Entity, file: str) -> dict[int, str]:
    """The declared column that each cell names, by place."""
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if name := folded(cell):
            places.setdefault(name, []).append(place)
    found: dict[int, str] = {}
    headers = {folded(column.header or column.name) for column in entity.columns}
    for column in entity.columns:
        header = folded(column.header or column.name)
        there = places.get(header) or ([] if column.name in headers else places.get(column.name, []))
        if len(there) > 1:
            raise ScorehouseError(
                f"{file} has the column {spelled(cells[there[1]])} twice; have each column delivered once."
            )
        found |= dict.fromkeys(there, column.name)
    return found


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where it is taken; names that differ in case alone are one to a database."""
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free.casefold())
    return free


def _about_missing(missing: list[str], unknown: tuple[str, ...], entity: Entity, file: str) -> str:
    if len(unknown) == 1 and re.search(r"[,;|\t]", unknown[0]):
        return (
            f"{file} has {unknown[0]!r} for a column; declare the delimiter that separates its columns, "
            "or deliver it as declared."
        )
    many = len(missing) > 1
    guess = f" (renamed to {unknown[0]}?)" if len(unknown) == 1 and not many else ""
    return (
        f"{file} lacks the column{'s' if many else ''} {', '.join(missing)}{guess} declared for {entity.name}; "
        f"have {'them' if many else 'it'} delivered, or correct the declaration."
    )
