"""Walking over a damaged delimited text: runs of well-formed records, and what stands between them.

Work is per run and per fault, not per record. When a record is malformed, its first line is set aside and reading
goes on at the next line, so that a quote that is never closed costs one line and not the rest of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.connectors.readers.grammar import Grammar

LONGEST_RECORD = 2_000_000  # bytes; the limit of the reader that follows
_BLOCK = 4 << 20
_BLANK = re.compile(rb"\r?\n")


@dataclass(frozen=True)
class Start:
    """Where the records begin: byte offset and physical line, both after the header."""

    offset: int
    line: int


@dataclass(frozen=True)
class Run:
    """Well-formed records that follow each other; `line` is the physical line of the first."""

    line: int
    data: bytes


@dataclass(frozen=True)
class Fault:
    """A malformed record with its physical line, as delivered."""

    line: int
    data: bytes


def split(path: Path, shape: Grammar, start: Start) -> Iterator[Run | Fault]:
    """Runs and faults of a UTF-8 text in their order; blank lines are left out."""
    line, position, buffer, ended = start.line, 0, b"", False
    with path.open("rb") as stream:
        stream.seek(start.offset)
        while True:
            end = shape.run.match(buffer, position).end()  # type: ignore[union-attr]  # an empty run matches too
            if end > position:
                yield Run(line, buffer[position:end])
                line, position = line + buffer.count(b"\n", position, end), end
            if not ended and len(buffer) - position < LONGEST_RECORD:
                block = stream.read(_BLOCK)
                ended = not block
                buffer, position = buffer[position:] + block, 0
                if ended and buffer and not buffer.endswith(b"\n"):
                    buffer += b"\n"
                continue
            if position >= len(buffer):
                return
            blank = _BLANK.match(buffer, position)
            end = blank.end() if blank else _end_of_fault(buffer, position, shape)
            if not blank:
                yield Fault(line, buffer[position:end])
            line, position = line + buffer.count(b"\n", position, end), end


def why_malformed(data: bytes, shape: Grammar, names: tuple[str, ...]) -> str:
    """What is wrong with a malformed record, in plain words naming the column."""
    if b"\0" in data:
        return "holds a NUL byte"
    if len(data) > LONGEST_RECORD:
        return f"is longer than {LONGEST_RECORD:,} bytes"
    if shape.any_record.fullmatch(data):
        fields = len(shape.field.findall(data))
        return f"has {fields} {'field' if fields == 1 else 'fields'} where the header has {shape.width}"
    read = shape.fields.match(data)
    rest = data[read.end() :] if read else data
    number = len(shape.field.findall(data, 0, len(data) - len(rest)))
    column = names[number] if number < len(names) else f"field {number + 1}"
    if not rest.lstrip(b" ").startswith(b'"'):
        return f"holds a carriage return outside quotes in {column}"
    if rest.replace(b'""', b"").count(b'"') < 2:
        return f"a quote opened in {column} is never closed"
    return f"text follows the closing quote of {column}"


def _end_of_fault(buffer: bytes, position: int, shape: Grammar) -> int:
    whole = shape.any_record.match(buffer, position)
    return whole.end() if whole else (buffer.find(b"\n", position) + 1 or len(buffer))
