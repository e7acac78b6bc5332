"""Reader of CSV and TSV: fast and strict first, line by line only where the text is damaged.

DuckDB parses everything as text, strictly. If it objects, or finds another number of records than the census, the
text is split by its grammar, malformed records are set aside and the rest is parsed again.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.connectors.declarations.casts import present
from orchestration.connectors.readers.census import QuotedCensus
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.readers.grammar import Grammar, grammar
from orchestration.connectors.readers.header import named, new_columns
from orchestration.connectors.readers.locating import readable, records_at
from orchestration.connectors.readers.plain import plain_text
from orchestration.connectors.readers.splitting import LONGEST_RECORD, Run, Start, split, why_malformed
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal

_BUFFER = 4 * LONGEST_RECORD  # allocated per scan, so that small files pay for it too


def read_delimited(reading: Reading) -> Delivered:
    """Open a delivered CSV or TSV file.

    Raises:
        ScorehouseError: The file is broken, empty, in another encoding, or lacks a column.
    """
    census = QuotedCensus()
    delimiter = "\t" if reading.entity.format == "tsv" else reading.entity.delimiter
    path = plain_text(reading.path, reading.entity.encoding, reading.workspace, census)
    return read_plain(reading, path, census, delimiter)


def read_plain(reading: Reading, path: Path, census: QuotedCensus, delimiter: str) -> Delivered:
    """Open a delimited text that is already plain UTF-8 and has been counted."""
    name = reading.path.name
    cells, start = _header(path, name, delimiter)
    names = named(cells, reading.entity)
    new = new_columns(names, reading.entity, name)
    shape, records = grammar(delimiter, len(names)), census.records - 1
    rejects: list[Reject] = []
    damaged = census.is_odd or start.line != 2
    if damaged or _parsed(reading, path, shape, header=True) != records:
        clean = reading.workspace / "clean.txt"
        records, rejects = _set_aside(path, clean, shape, start, names)
        if _parsed(reading, clean, shape, header=False) != records:
            raise ScorehouseError(
                f"{name} cannot be read as {reading.entity.format}; deliver it again with every text in quotes."
            )

    def locate(wanted: Sequence[int]) -> list[tuple[int, str]]:
        return records_at(path, wanted, shape, start)

    return Delivered(dict.fromkeys(names, "VARCHAR"), new, records + len(rejects), locate, rejects)


def _header(path: Path, name: str, delimiter: str) -> tuple[list[str], Start]:
    with path.open("rb") as stream:
        beginning = stream.read(LONGEST_RECORD)
    text = beginning.lstrip(b"\r\n")
    if not text.strip():
        raise ScorehouseError(f"{name} is empty, without even a header line; deliver it again.")
    if not text.endswith(b"\n"):
        text += b"\n"
    record = grammar(delimiter, 1).any_record.match(text)
    if record is None:
        raise ScorehouseError(
            f"{name} does not begin with a readable header line; deliver it as {delimiter!r}-separated text."
        )
    cells = next(csv.reader([record[0].decode().rstrip("\r\n")], delimiter=delimiter, skipinitialspace=True))
    skipped = beginning[: len(beginning) - len(beginning.lstrip(b"\r\n"))]
    line = 1 + (skipped + record[0]).count(b"\n")
    return cells, Start(len(skipped) + record.end(), line)


def _parsed(reading: Reading, path: Path, shape: Grammar, *, header: bool) -> int | None:
    """Have DuckDB parse a text into `delivered`; the number of records, or None when it objects to the text."""
    columns = ", ".join(f"'c{place}': 'varchar'" for place in range(shape.width))
    values = ", ".join(f"{present(f'c{place}', reading.entity.missing)} as c{place}" for place in range(shape.width))
    # Without a header, DuckDB would take a line end within the first quoted value for that of the file.
    line_end = "" if header else ", new_line = '\\n'"
    select = (
        f"select {values}, null::varchar as fault "
        f"from read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, header = {header}, "
        f"delim = {literal(shape.delimiter.decode())}, quote = '\"', escape = '\"', strict_mode = true, "
        f"max_line_size = {LONGEST_RECORD}, buffer_size = {_BUFFER}{line_end})"
    )
    try:
        reading.relate(select, path.stat().st_size)
        found = reading.connection.execute("select count(*) from delivered").fetchone()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    return int(found[0]) if found else None


def _set_aside(
    path: Path, clean: Path, shape: Grammar, start: Start, names: tuple[str, ...]
) -> tuple[int, list[Reject]]:
    """Write the well-formed records to `clean`; give their number and the malformed ones."""
    records, rejects = 0, []
    with clean.open("wb") as out:
        for part in split(path, shape, start):
            if isinstance(part, Run):
                count, data = _counted(part.data, shape)
                records += count
                out.write(data)
            else:
                rejects.append(Reject(part.line, why_malformed(part.data, shape, names), readable(part.data)))
    return records, rejects


def _counted(data: bytes, shape: Grammar) -> tuple[int, bytes]:
    """The number of records in a run, and the run with line feeds alone between them: the parser takes no mixture."""
    if b'"' not in data:
        return data.count(b"\n"), data.replace(b"\r\n", b"\n")
    records = shape.record.findall(data)
    if b"\r\n" in data:
        data = b"".join(record[:-2] + b"\n" if record.endswith(b"\r\n") else record for record in records)
    return len(records), data
