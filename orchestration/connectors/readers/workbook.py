"""What a sheet's cells do not say by their values: which are merged, hold an error, or were never computed.

The library that reads the values leaves this out when it reads row by row, so that the sheet's own XML is asked. Rows
and their texts belong to `sheets`.
"""

import re
from dataclasses import dataclass, field
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse  # the library reads the same bytes with it

_WORTH_A_LOOK = re.compile(rb"<(?:\w+:)?(?:mergeCell|f)[ />]|[ ]t=[\"']e[\"']")
_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_CHUNK = 1 << 20
Cell = tuple[int, int]  # row and column, both from 1


@dataclass
class Oddities:
    """Cells of a sheet to look at twice.

    Attributes:
        faults: What is wrong with a cell, by row and column.
        below: For a cell that is merged into the one above it, that one.
        spread: Cells that are merged over several columns, and a sentence about it.
    """

    faults: dict[Cell, str] = field(default_factory=dict)
    below: dict[Cell, Cell] = field(default_factory=dict)
    spread: dict[Cell, str] = field(default_factory=dict)


def oddities_of(sheet: Any) -> Oddities:  # noqa: ANN401 - the library has no types
    """What is odd about the cells of a sheet that is read row by row."""
    found = Oddities()
    with sheet._get_source() as source:
        if not _is_worth_a_look(source):
            return found
    with sheet._get_source() as source:
        for _, element in iterparse(source):
            name = element.tag.rpartition("}")[2]
            if name == "c":
                _look_at(element, sheet.title, found)
            elif name == "mergeCell":
                _merge(element.get("ref", ""), sheet.title, found)
            elif name == "row":
                element.clear()
    return found


def _is_worth_a_look(source: IO[bytes]) -> bool:
    before = b""
    while piece := source.read(_CHUNK):
        if _WORTH_A_LOOK.search(before + piece):
            return True
        before = piece[-30:]
    return False


def _look_at(cell: Element, sheet: str, found: Oddities) -> None:
    parts = {part.tag.rpartition("}")[2]: part for part in cell}
    reference, value = cell.get("r", ""), (parts["v"].text if "v" in parts else None) or ""
    if not _CELL.fullmatch(reference):
        return
    if cell.get("t") == "e":
        found.faults[_place(reference)] = f"{sheet}!{reference} holds {value or 'an error'}"
    elif "f" in parts and not value and cell.get("t") != "str":
        found.faults[_place(reference)] = f"{sheet}!{reference} is a formula whose result is not stored"


def _merge(reference: str, sheet: str, found: Oddities) -> None:
    first, _, last = reference.partition(":")
    if not (_CELL.fullmatch(first) and _CELL.fullmatch(last)):
        return
    (top, left), (bottom, right) = _place(first), _place(last)
    reason = f"{sheet}!{reference} is merged over several columns"
    for row in range(top, bottom + 1):
        if right > left:
            found.spread |= {(row, column): reason for column in range(left, right + 1)}
        elif row > top:
            found.below[row, left] = (top, left)


def _place(reference: str) -> Cell:
    match = _CELL.fullmatch(reference)
    letters, row = match.groups() if match else ("A", "1")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row), column
