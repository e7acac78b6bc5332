"""Comparing the columns that came with the columns declared, by name and never by position.

New columns are let through, missing ones fail the entity. Types are judged by `casts` and `sorting`.
"""

import re
from collections.abc import Sequence

from orchestration.connectors.declarations.shapes import Entity
from orchestration.errors import ScorehouseError


def named(cells: Sequence[str], entity: Entity) -> tuple[str, ...]:
    """Column names of a header's cells, as they are declared; a cell without a name is called by its position."""
    return tuple(entity.name_of(cell.strip()) or f"column_{place}" for place, cell in enumerate(cells, start=1))


def new_columns(names: Sequence[str], entity: Entity, file: str) -> tuple[str, ...]:
    """The delivered columns that are not declared, in the order of the file.

    Raises:
        ScorehouseError: A required column is missing (perhaps renamed), or a name comes twice.
    """
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ScorehouseError(f"{file} has the column {name} twice; have each column delivered once.")
        seen.add(name.casefold())
    declared = {column.name for column in entity.columns}
    unknown = tuple(name for name in names if name not in declared)
    lacking = [column for column in entity.columns if not column.optional and column.name not in names]
    missing = [column.header or column.name for column in lacking]
    if missing:
        raise ScorehouseError(_about_missing(missing, unknown, entity, file))
    return unknown


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
