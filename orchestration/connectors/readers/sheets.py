"""Reader of Excel workbooks: one sheet, written out as delimited text and read like any other.

Dates and times are written in the declared formats, numbers with the 15 digits that Excel knows of them and without
the .0 that it gives whole ones. A cell that is merged into the one above it holds the same.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Any

from orchestration.connectors.declarations.casts import EXACT_WHOLE
from orchestration.connectors.declarations.shapes import Column, Entity
from orchestration.connectors.readers.census import QuotedCensus
from orchestration.connectors.readers.delimited import read_plain
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.readers.header import ROWS_SEARCHED, find_header, header_of
from orchestration.connectors.readers.no_record import is_total
from orchestration.connectors.readers.plain import PlainText, plain_bytes
from orchestration.connectors.readers.workbook import Oddities, oddities_of
from orchestration.errors import ScorehouseError
from orchestration.spelling import folded, spelled

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how old and encrypted files of Office begin
_OLD_BOOK = "Workbook".encode("utf-16-le")
_KNOWN_TO_EXCEL, _SHORTENED = ".15g", ".15G"
Row = tuple[int, list[str]]  # its number in the sheet, and its texts


@dataclass
class _Written:
    """Which line of the text is which row of the sheet: from each of `lines` on, rows count from that in `rows`."""

    count: int = 0
    header_line: int = 1
    lines: list[int] = field(default_factory=lambda: [1])
    rows: list[int] = field(default_factory=lambda: [1])

    def row_of(self, line: int) -> int:
        place = bisect_right(self.lines, line) - 1
        return self.rows[place] + line - self.lines[place]

    def moved(self, rejects: Sequence[Reject]) -> list[Reject]:
        """Rejects with the row of the sheet instead of the line of the text."""
        return [replace(reject, line=self.row_of(reject.line or 1)) for reject in rejects]


def read_sheet(reading: Reading) -> Delivered:
    """Open one sheet of a delivered workbook, the first that is not hidden unless another is declared.

    The line of a reject is the row of the sheet.

    Raises:
        ScorehouseError: The file is no workbook, has no such sheet, or the sheet is empty or lacks a column.
    """
    path = reading.workspace / "sheet.csv"
    rejects: list[Reject] = []
    header_row, rows = _rows(reading, rejects)
    written = _write(rows, header_row, path)
    census = QuotedCensus()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            census.feed(piece)
    delivered = read_plain(reading, PlainText(path, is_plain=False), census, ",", written.header_line)
    if delivered.rows_read != written.count - 1:
        raise ScorehouseError(
            f"{reading.path.name}: {written.count - 1} rows in the sheet became {delivered.rows_read}; save it as CSV."
        )

    def locate(wanted: Sequence[int]) -> list[tuple[int | None, str]]:
        return [(written.row_of(line or 1), text) for line, text in delivered.locate(wanted)]

    return replace(
        delivered,
        locate=locate,
        rows_read=delivered.rows_read + len(rejects),
        rejects=[*rejects, *written.moved(delivered.rejects)],
        left_out=written.moved(delivered.left_out),
    )


def _write(rows: Iterator[Row], header_row: int, path: Path) -> _Written:
    """Write rows as delimited text, an empty line for any number of empty rows between them."""
    written, line, is_apart = _Written(), 1, False
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, texts in rows:
            if not any(texts):
                is_apart = written.count > 0
                continue
            if is_apart:
                out.write("\n")
            line, is_apart = line + is_apart, False
            if written.row_of(line) != number:
                written.lines.append(line)
                written.rows.append(number)
            if number == header_row:
                written.header_line = line
            writer.writerow(texts)
            written.count += 1
            line += 1 + sum(text.count("\n") for text in texts)
    return written


def _rows(reading: Reading, rejects: list[Reject]) -> tuple[int, Iterator[Row]]:
    """The number of the header's row, and the rows to be written; what else there is goes to `rejects`."""
    entity, file = reading.entity, reading.path.name
    path = plain_bytes(reading.path, reading.workspace)  # what is refused here is no fault of the file
    with _faults_of(reading):
        sheet, odd = _opened(reading, path)
    rows = enumerate(_cells(reading, sheet), start=1)
    first = list(islice(rows, ROWS_SEARCHED))
    titles = [(number, list(_trimmed([_text(cell, None, entity) for cell in cells]))) for number, cells in first]
    titles = [(number, texts) for number, texts in titles if texts]
    if not titles:
        raise ScorehouseError(f"{file} is empty, without even a header line; deliver it again.")
    chosen = find_header([texts for _, texts in titles], entity)
    header_row = entity.header_row or titles[chosen][0]
    above = [(number, texts) for number, texts in titles if number <= header_row]
    if above[-1:] != [row for row in above if row[0] == header_row]:
        raise ScorehouseError(f"{file} has no header in row {header_row}, as declared; correct header_row.")
    where = f" (row {header_row} of sheet {sheet.title} was taken for the header)" if header_row > 1 else ""
    names = header_of(above[-1][1], entity, f"{file}{where}").names
    body = _Body(reading, odd, header_row, names, rejects)
    below = ((number, cells) for number, cells in chain(first, rows) if number > header_row)
    return header_row, chain(above, body.rows(below))


class _Body:
    """The rows below a header as texts, merged cells filled, those with a cell that says nothing certain rejected."""

    def __init__(
        self, reading: Reading, odd: Oddities, header_row: int, names: Sequence[str], rejects: list[Reject]
    ) -> None:
        declared = {column.name: column for column in reading.entity.columns}
        self._entity, self._odd, self._rejects = reading.entity, odd, rejects
        self._names, self._columns = names, [declared.get(name) for name in names]
        self._below = {cell: top for cell, top in odd.below.items() if top[0] > header_row}
        self._tops = dict.fromkeys(self._below.values(), "")

    def rows(self, rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[Row]:
        for number, cells in rows:
            texts = self._filled(number, self._texts(cells))
            faults = self._faults(number, texts) if any(texts) or self._odd.faults else []
            if not faults or is_total(texts):
                yield number, texts
            else:
                self._rejects.append(Reject(number, "; ".join(dict.fromkeys(faults)), _joined(texts), self._key(texts)))

    def _texts(self, cells: Sequence[Any]) -> list[str]:
        width = len(self._columns)
        texts = [_text(cell, column, self._entity) for cell, column in zip(cells, self._columns, strict=False)]
        texts += [""] * (width - len(texts))
        return texts + [_text(cell, None, self._entity) for cell in _trimmed(cells[width:])]

    def _filled(self, number: int, texts: list[str]) -> list[str]:
        if not self._tops:
            return texts
        for place in range(len(self._columns)):
            cell = (number, place + 1)
            if cell in self._tops:
                self._tops[cell] = texts[place]
            elif cell in self._below:
                texts[place] = self._tops[self._below[cell]]
        return texts

    def _faults(self, number: int, texts: list[str]) -> list[str]:
        cells = [(number, place) for place, column in enumerate(self._columns, start=1) if column is not None]
        found = [self._odd.faults[cell] for cell in cells if cell in self._odd.faults]
        if sum(map(bool, texts)) > 1:  # else it is a line over the whole width, such as a title
            found += [self._odd.spread[cell] for cell in cells if cell in self._odd.spread]
        return found

    def _key(self, texts: list[str]) -> str | None:
        named = dict(zip(self._names, texts, strict=False))
        parts = [spelled(named.get(name, "")) for name in self._entity.key]
        return ", ".join(parts) if all(parts) else None


def _opened(reading: Reading, path: Path) -> tuple[Any, Oddities]:
    """The sheet to read, and what is odd about its cells."""
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    wanted = reading.entity.sheet
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    found = [sheet for sheet in book.worksheets if folded(sheet.title) == folded(wanted)] if wanted else shown
    if not found:
        there = ", ".join(sheet.title for sheet in book.worksheets)
        raise ScorehouseError(f"{reading.path.name} has no sheet {wanted!r} but {there}; correct the declaration.")
    found[0].reset_dimensions()
    return found[0], oddities_of(found[0])


def _cells(reading: Reading, sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - the library has no types
    with _faults_of(reading):
        yield from sheet.iter_rows(values_only=True)


@contextmanager
def _faults_of(reading: Reading) -> Iterator[None]:
    """Turn what the library says of a file that is no workbook into a sentence."""
    try:
        yield
    except ScorehouseError:
        raise
    except (OSError, KeyError, IndexError, ValueError, TypeError, SyntaxError, EOFError, AttributeError) as error:
        raise _unreadable(reading) from error
    except Exception as error:
        # The library lets faults of zip and XML through as they come; its own kinds are named by module.
        if type(error).__module__.split(".")[0] in ("zipfile", "zlib", "openpyxl", "xml"):
            raise _unreadable(reading) from error
        raise


def _unreadable(reading: Reading) -> ScorehouseError:
    name = reading.path.name
    with plain_bytes(reading.path, reading.workspace).open("rb") as stream:
        content = stream.read()
    if content.startswith(_COMPOUND) and _OLD_BOOK not in content:
        return ScorehouseError(f"{name} is protected by a password; save it without one and deliver it again.")
    if content.startswith(_COMPOUND):
        return ScorehouseError(
            f"{name} is an Excel workbook of the old kind, .xls; save it as .xlsx and deliver it again."
        )
    return ScorehouseError(f"{name} is not a readable Excel workbook; save it as .xlsx and deliver it again.")


def _trimmed(cells: Sequence[Any]) -> Sequence[Any]:
    end = len(cells)
    while end and cells[end - 1] in (None, ""):
        end -= 1
    return cells[:end]


def _joined(texts: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="").writerow(texts)
    return out.getvalue()


def _text(cell: object, column: Column | None, entity: Entity) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, date):
        forms = {"date": entity.date_format, "timestamp": entity.timestamp_format}
        form = forms.get(column.data_type) if column else None
        return cell.strftime(form) if form else cell.isoformat(*([" "] if isinstance(cell, datetime) else []))
    if isinstance(cell, float):
        is_amount = column is not None and column.data_type.startswith("decimal")
        if cell.is_integer():
            return str(int(cell)) if is_amount or abs(cell) < EXACT_WHOLE["DOUBLE"] else format(cell, _SHORTENED)
        return format(cell, _KNOWN_TO_EXCEL) if is_amount else str(cell)
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")
