"""Reader of CSV and TSV: fast and strict first, line by line only where the text is damaged.

DuckDB parses everything as text, strictly. If it objects, finds another number of records than the census, or if there
is more in the text than a header and records, it is split by its grammar, what is malformed or no record is set aside
and the rest is parsed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from orchestration.connectors.readers.census import QuotedCensus
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.readers.framing import cells_of, foot_line, head_of
from orchestration.connectors.readers.grammar import Grammar, grammar
from orchestration.connectors.readers.header import header_of
from orchestration.connectors.readers.locating import readable, records_at
from orchestration.connectors.readers.no_record import (
    IS_BELOW,
    IS_EMPTY,
    IS_RULE,
    IS_TOTAL,
    is_rule,
    is_total,
    may_hold_totals,
)
from orchestration.connectors.readers.plain import PlainText, plain_text
from orchestration.connectors.readers.splitting import LONGEST_RECORD, Run, Start, split, why_malformed
from orchestration.connectors.readers.texts import normal_texts
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal
from orchestration.spelling import DELIMITERS, has_plain_edges

_BUFFER = 4 * LONGEST_RECORD  # allocated per scan, so that small files pay for it too
_SMALL = 2**22  # bytes, below which preparing to mend texts takes longer than looking whether any needs it
_TINY = 2**14  # bytes, below which the same is true of telling totals from records


@dataclass(frozen=True)
class _Framed:
    """A text of which it is known where its records begin, what they look like, and where its foot begins, if any."""

    text: PlainText
    shape: Grammar
    start: Start
    names: tuple[str, ...]
    foot: int | None

    @cached_property
    def is_normal(self) -> bool:
        """Whether all texts surely have their normal form."""
        path = self.text.path
        is_cheap = self.text.is_plain and self.shape.delimiter in DELIMITERS and path.stat().st_size < _SMALL
        return is_cheap and has_plain_edges(path.read_bytes())

    @property
    def may_hold_totals(self) -> bool:
        """Whether a row may be a total or a drawn line."""
        path = self.text.path
        is_cheap = self.is_normal and path.stat().st_size < _TINY
        return not is_cheap or may_hold_totals(path.read_text(encoding="utf-8"))


@dataclass
class _SetAside:
    """The well-formed records of a text, counted, and what is none."""

    records: int = 0
    rejects: list[Reject] = field(default_factory=list)
    left_out: list[Reject] = field(default_factory=list)


def read_delimited(reading: Reading) -> Delivered:
    """Open a delivered CSV or TSV file.

    Raises:
        ScorehouseError: The file is broken, empty, in another encoding, or lacks a column.
    """
    census = QuotedCensus()
    delimiter = "\t" if reading.entity.format == "tsv" else reading.entity.delimiter
    text = plain_text(reading.path, reading.entity.encoding, reading.workspace, census)
    return read_plain(reading, text, census, delimiter, reading.entity.header_row)


def read_plain(
    reading: Reading, text: PlainText, census: QuotedCensus, delimiter: str, header_line: int | None
) -> Delivered:
    """Open a delimited text that is already plain UTF-8 and has been counted; its header may be known by its line."""
    name, path = reading.path.name, text.path
    head = head_of(path, name, delimiter, reading.entity, header_line)
    where = f" (line {head.line} was taken for the header)" if head.line > 1 else ""
    header = header_of(head.cells, reading.entity, name, where)
    shape, start = grammar(head.delimiter, len(header.names)), head.start
    key = [header.names.index(name) for name in reading.entity.key]
    framed = _Framed(text, shape, start, header.names, foot_line(path, shape, start, key))
    aside = _SetAside(census.records - 1)
    damaged = census.is_odd or start.line != 2 or framed.foot is not None
    is_header_alone = not aside.records and start.offset == path.stat().st_size
    damaged = damaged or not (is_header_alone or _parsed(reading, framed, path, skip=True) == aside.records)
    if damaged:
        clean = reading.workspace / "clean.txt"
        aside = _set_aside(framed, clean)
        if _parsed(reading, framed, clean, skip=False) != aside.records:
            raise _unreadable(reading)

    def locate(wanted: Sequence[int]) -> list[tuple[int, str]]:
        found = records_at(path, wanted, shape, start, faults_count=not damaged)
        if len(found) != len(wanted):
            raise _unreadable(reading)
        return found

    left_out = [*head.above, *aside.left_out]
    read = aside.records + len(aside.rejects) + len(left_out)
    types = dict.fromkeys(header.names, "VARCHAR")
    return Delivered(types, header.new, read, locate, aside.rejects, left_out, head.cells, framed.may_hold_totals)


def _unreadable(reading: Reading) -> ScorehouseError:
    """About a text of which the parser and the grammar have different opinions."""
    return ScorehouseError(
        f"{reading.path.name} cannot be read as {reading.entity.format}; deliver it again with every text in quotes."
    )


def _parsed(reading: Reading, framed: _Framed, path: Path, *, skip: bool) -> int | None:
    """Have DuckDB parse a text into `delivered`; the number of records, or None when it objects to the text."""
    places = [f"f{place}" for place in range(framed.shape.width)]
    columns = ", ".join(f"'{place}': 'varchar'" for place in places)
    # Without a header, DuckDB would take a line end within the first quoted value for that of the file.
    line_end = "" if skip else ", new_line = '\\n'"
    scan = (
        f"read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, header = {skip}, "
        f"delim = {literal(framed.shape.delimiter.decode())}, quote = '\"', escape = '\"', strict_mode = true, "
        f"max_line_size = {LONGEST_RECORD}, buffer_size = {_BUFFER}{line_end})"
    )
    plain, normal = framed.text.is_plain, framed.is_normal
    select = normal_texts(places, framed.names, reading.entity, scan, "null::varchar", plain=plain, normal=normal)
    try:
        reading.relate(select, path.stat().st_size)
        found = reading.connection.execute("select count(*) from delivered").fetchone()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    return int(found[0]) if found else None


def _set_aside(framed: _Framed, clean: Path) -> _SetAside:
    """Write the well-formed records to `clean`; give their number, the malformed ones, and what is no record."""
    aside, shape, foot = _SetAside(), framed.shape, framed.foot
    with clean.open("wb") as out:
        for part in split(framed.text.path, shape, framed.start):
            if isinstance(part, Run):
                run, below = _cut(part, shape, foot)
                count, data = _counted(run, shape)
                aside.records += count
                out.write(data)
                aside.left_out += below
            elif reason := _why_left_out(part.data, shape, is_below=foot is not None and part.line >= foot):
                aside.left_out.append(Reject(part.line, reason, readable(part.data)))
            else:
                reason = why_malformed(part.data, shape, framed.names)
                aside.rejects.append(Reject(part.line, reason, readable(part.data)))
    return aside


def _cut(run: Run, shape: Grammar, foot: int | None) -> tuple[bytes, list[Reject]]:
    """The records of a run that stand above the foot, and those that are part of it."""
    if foot is None or run.line + run.data.count(b"\n") <= foot:
        return run.data, []
    line, end, below = run.line, 0, []
    for record in shape.record.finditer(run.data):
        if line >= foot:
            cells = cells_of(record[0], shape) or ()
            reason = IS_BELOW if any(map(str.strip, cells)) else IS_EMPTY
            below.append(Reject(line, IS_TOTAL if is_total(cells) else reason, readable(record[0])))
        else:
            end = record.end()
        line += record[0].count(b"\n")
    return run.data[:end], below


def _why_left_out(data: bytes, shape: Grammar, *, is_below: bool) -> str | None:
    """Why a line with another number of fields than the header is no record; None where it may be one."""
    cells = cells_of(data, shape)
    if cells is None:
        return None
    if not any(map(str.strip, cells)):
        return IS_EMPTY
    if is_total(cells):
        return IS_TOTAL
    if is_rule(cells):
        return IS_RULE
    return IS_BELOW if is_below else None


def _counted(data: bytes, shape: Grammar) -> tuple[int, bytes]:
    """The number of records in a run, and the run with line feeds alone between them: the parser takes no mixture."""
    if b'"' not in data:
        return data.count(b"\n"), data.replace(b"\r\n", b"\n")
    records = shape.record.findall(data)
    if b"\r\n" in data:
        data = b"".join(record[:-2] + b"\n" if record.endswith(b"\r\n") else record for record in records)
    return len(records), data
