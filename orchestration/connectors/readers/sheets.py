"""Reader of Excel workbooks: the first sheet, written out as delimited text and read like any other.

Dates and times are written in the declared formats; numbers without fraction lose the .0 that Excel gives them.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from orchestration.connectors.declarations.shapes import Entity
from orchestration.connectors.readers.census import QuotedCensus
from orchestration.connectors.readers.delimited import read_plain
from orchestration.connectors.readers.delivered import Delivered, Reading
from orchestration.connectors.readers.plain import plain_bytes
from orchestration.errors import ScorehouseError


def read_sheet(reading: Reading) -> Delivered:
    """Open the first sheet of a delivered workbook; the line of a reject is the row of the sheet.

    Raises:
        ScorehouseError: The file is no workbook, its first sheet is empty, or it lacks a column.
    """
    path, rows = reading.workspace / "sheet.csv", 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for row in _texts(reading):
            writer.writerow(row)
            rows += 1
    census = QuotedCensus()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            census.feed(piece)
    delivered = read_plain(reading, path, census, ",")
    if delivered.rows_read != rows - 1:
        raise ScorehouseError(
            f"{reading.path.name}: {rows - 1} rows in the sheet became {delivered.rows_read}; save it as CSV."
        )

    def locate(wanted: Sequence[int]) -> list[tuple[int | None, str]]:
        return [(number + 1, text) for number, (_, text) in zip(wanted, delivered.locate(wanted), strict=True)]

    return replace(delivered, locate=locate)


def _texts(reading: Reading) -> Iterator[list[str]]:
    """Rows as texts, all as wide as the header; empty rows at the end are left out."""
    forms: list[str | None] = []
    empty = 0
    for cells in _rows(reading):
        if not forms:
            names = [str(cell or "").strip() for cell in _trimmed(cells)]
            forms = [_form(reading.entity.name_of(name), reading.entity) for name in names]
            yield names
            continue
        texts = [_text(cell, form) for cell, form in zip(cells, forms, strict=False)]
        texts += [_text(cell, None) for cell in _trimmed(cells[len(forms) :])]
        if not any(texts):
            empty += 1
            continue
        yield from ([""] * len(forms) for _ in range(empty))
        empty = 0
        yield texts + [""] * (len(forms) - len(texts))


def _rows(reading: Reading) -> Iterator[tuple[Any, ...]]:
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(plain_bytes(reading.path, reading.workspace), read_only=True, data_only=True)
        book.worksheets[0].reset_dimensions()
        yield from book.worksheets[0].iter_rows(values_only=True)
        book.close()
    except (OSError, KeyError, IndexError, ValueError, TypeError, SyntaxError, EOFError) as error:
        raise _unreadable(reading) from error
    except Exception as error:
        # The library lets faults of zip and XML through as they come; its own kinds are named by module.
        if type(error).__module__.split(".")[0] in ("zipfile", "zlib", "openpyxl", "xml"):
            raise _unreadable(reading) from error
        raise


def _unreadable(reading: Reading) -> ScorehouseError:
    return ScorehouseError(
        f"{reading.path.name} is not a readable Excel workbook; save it as .xlsx and deliver it again."
    )


def _trimmed(cells: Sequence[Any]) -> Sequence[Any]:
    end = len(cells)
    while end and cells[end - 1] in (None, ""):
        end -= 1
    return cells[:end]


def _form(name: str, entity: Entity) -> str | None:
    forms = {"date": entity.date_format, "timestamp": entity.timestamp_format}
    return next((forms.get(column.data_type) for column in entity.columns if column.name == name), None)


def _text(cell: object, form: str | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, date):
        return cell.strftime(form) if form else cell.isoformat(*([" "] if isinstance(cell, datetime) else []))
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
