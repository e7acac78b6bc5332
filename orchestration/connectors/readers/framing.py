"""Finding where the records of a delimited text begin and end: what stands above its header and below its last record.

What is no record is judged by `no_record`, which row is the header by `header`.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.connectors.declarations.checking import DELIMITERS
from orchestration.connectors.declarations.shapes import Entity
from orchestration.connectors.readers.delivered import Reject
from orchestration.connectors.readers.grammar import Grammar, grammar
from orchestration.connectors.readers.header import ROWS_SEARCHED, find_header, typed_places
from orchestration.connectors.readers.locating import readable
from orchestration.connectors.readers.no_record import IS_ABOVE, IS_HEADER, IS_HINT, Line, foot, names_columns
from orchestration.connectors.readers.splitting import LONGEST_RECORD, Fault, Run, Start, split
from orchestration.errors import ScorehouseError

_HINT = re.compile(rb'"?sep=(.)"?[^\S\n]*\r?\n', re.IGNORECASE)
_SHORTEST_END = 1 << 16
_LINES_KEPT = 1000


@dataclass(frozen=True)
class Head:
    """The beginning of a text.

    Attributes:
        cells: The cells of the header.
        delimiter: What separates them; a text may say so itself.
        start: Where the records begin.
        line: Physical line of the header.
        above: What stands above it.
    """

    cells: tuple[str, ...]
    delimiter: str
    start: Start
    line: int
    above: list[Reject]


def head_of(path: Path, name: str, delimiter: str, entity: Entity, header_line: int | None) -> Head:
    """The header of a plain text, looked for among its first rows unless its line is declared.

    Raises:
        ScorehouseError: There is no line that could be one.
    """
    with path.open("rb") as stream:
        text = stream.read(LONGEST_RECORD)
    if not text.strip():
        raise ScorehouseError(f"{name} is empty, without even a header line; deliver it again.")
    if not text.endswith(b"\n"):
        text += b"\n"
    blank = len(text) - len(text.lstrip(b"\r\n"))
    hint = _HINT.match(text, blank)
    above = [Reject(1 + text.count(b"\n", 0, blank), IS_HINT, readable(hint[0]))] if hint else []
    if hint and (said := hint[1].decode("latin-1")) in (*DELIMITERS, "\t"):
        delimiter = said
    lines = _first_lines(text, hint.end() if hint else 0, delimiter)
    rows = [line for line in lines if line[2] is not None]
    if header_line is not None:
        chosen = next((line for line in rows if line[0] == header_line), None)
        if chosen is None:
            raise ScorehouseError(f"{name} has no header in line {header_line}, as declared; correct header_row.")
    elif rows:
        chosen = rows[find_header([cells for _, _, cells in rows if cells is not None], entity)]
    else:
        raise ScorehouseError(
            f"{name} does not begin with a readable header line; deliver it as {delimiter!r}-separated text."
        )
    above += [Reject(line, IS_ABOVE, readable(data)) for line, data, _ in lines if line < chosen[0]]
    cells, last = chosen[2] or (), chosen
    for row in [row for row in rows if row[0] > chosen[0]][:1]:
        texts = row[2] or ()
        if len(texts) == len(cells) and names_columns([texts[place] for place in typed_places(cells, entity)]):
            above.append(Reject(row[0], IS_HEADER, readable(row[1])))
            last = row
    start = Start(_offset(text, last[0]) + len(last[1]), last[0] + last[1].count(b"\n"))
    return Head(cells, delimiter, start, chosen[0], above)


def foot_line(path: Path, shape: Grammar, start: Start, key: Sequence[int]) -> int | None:
    """The physical line from which on a text holds no records, or None; `key` has the places of its columns."""
    if shape.width == 1 or _ends_with_a_record(path, shape, key):
        return None
    recent: deque[Run | Fault] = deque(maxlen=_LINES_KEPT)
    for part in split(path, shape, start):
        if isinstance(part, Run) and part.data.count(b"\n") > _LINES_KEPT:
            recent.clear()
        recent.append(part)
    lines: list[Line] = []
    after = start.line
    for part in recent:
        pieces = [part.data] if isinstance(part, Fault) else shape.record.findall(part.data)
        number = part.line
        for position, data in enumerate(pieces):
            if len(pieces) - position <= _LINES_KEPT:
                lines.append(_line(number, data, shape, key, stands_apart=number > after))
            number += data.count(b"\n")
            after = number
    with path.open("rb") as stream:
        stream.seek(-1, 2)
        return foot(lines, is_ended=stream.read() == b"\n")


def cells_of(data: bytes, shape: Grammar) -> tuple[str, ...] | None:
    """The cells of one record with any number of them; None where it is malformed."""
    if not shape.any_record.fullmatch(data):
        return None
    return tuple(_unquoted(field, shape.delimiter) for field in shape.field.findall(data))


def _line(number: int, data: bytes, shape: Grammar, key: Sequence[int], *, stands_apart: bool = False) -> Line:
    cells = cells_of(data, shape)
    if cells is None:
        return Line(number, ("?", "?"), stands_apart, is_whole=False)  # which is nothing that stands below records
    is_whole = len(cells) >= shape.width
    has_key = not is_whole or any(cells[place].strip() for place in key)
    return Line(number, cells, stands_apart, is_whole, has_key)


def _unquoted(field: bytes, delimiter: bytes) -> str:
    text = field.removesuffix(b"\n").removesuffix(b"\r") if field.endswith(b"\n") else field.removesuffix(delimiter)
    text = text.strip(b" ") if text.lstrip(b" ").startswith(b'"') else text.lstrip(b" ")
    if len(text) > 1 and text.startswith(b'"') and text.endswith(b'"'):
        text = text[1:-1].replace(b'""', b'"')
    return text.decode()


def _first_lines(text: bytes, position: int, delimiter: str) -> list[tuple[int, bytes, tuple[str, ...] | None]]:
    """The first lines that are not blank: physical line, bytes, and cells where it is well-formed."""
    shape = grammar(delimiter, 1)
    found: list[tuple[int, bytes, tuple[str, ...] | None]] = []
    line = 1 + text.count(b"\n", 0, position)
    while position < len(text) and len(found) < ROWS_SEARCHED:
        record = shape.any_record.match(text, position)
        end = record.end() if record else text.find(b"\n", position) + 1 or len(text)
        data = text[position:end]
        if data.strip():
            found.append((line, data, cells_of(data, shape) if record else None))
        line, position = line + data.count(b"\n"), end
    return found


def _offset(text: bytes, line: int) -> int:
    position = 0
    for _ in range(line - 1):
        position = text.find(b"\n", position) + 1
    return position


def _ends_with_a_record(path: Path, shape: Grammar, key: Sequence[int]) -> bool:
    """Whether the last line surely is a record, which spares walking over the whole text."""
    with path.open("rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - _SHORTEST_END))
        text = stream.read()
    body = text.rstrip(b"\r\n \t")
    last = body[body.rfind(b"\n") + 1 :] + b"\n"
    if b'"' in last or not shape.record.fullmatch(last):
        return False
    return not _line(0, last, shape, key).may_be_below
