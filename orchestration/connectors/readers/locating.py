"""Finding the physical line and the text of single records in a plain text, for the rejects.

Only called when something was rejected. Stretches without a wanted record are counted, not taken apart.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.connectors.readers.grammar import Grammar
from orchestration.connectors.readers.splitting import Run, Start, split

Found = tuple[int, str]
_BLOCK = 1 << 20


def readable(data: bytes) -> str:
    """A record's bytes as text without its line end; NUL bytes are written out, since few tools can store them."""
    return data.decode().rstrip("\r\n").replace("\0", "\\x00")


def records_at(
    path: Path, wanted: Sequence[int], shape: Grammar, start: Start, *, faults_count: bool = False
) -> list[Found]:
    """Line and text of delimited records by their number (from 1, ascending).

    Malformed ones count only where the text was parsed as it is, by a parser that took them for records.
    """
    remaining, before = list(reversed(wanted)), 0
    found: list[Found] = []
    for part in split(path, shape, start):
        if not remaining:
            break
        if not isinstance(part, Run):
            if faults_count:
                found += _pick(iter([part.data]), before, part.line, remaining)
                before += 1
            continue
        single_lines = b'"' not in part.data
        count = part.data.count(b"\n") if single_lines else len(shape.record.findall(part.data))
        pieces = _lines(part.data) if single_lines else (match[0] for match in shape.record.finditer(part.data))
        if remaining[-1] <= before + count:
            found += _pick(pieces, before, part.line, remaining)
        before += count
    return found


def lines_at(path: Path, wanted: Sequence[int]) -> list[Found]:
    """Line and text of the wanted lines by their number (from 1, ascending), blank ones not counted."""
    remaining, before, line = list(reversed(wanted)), 0, 1
    found: list[Found] = []
    with path.open("rb") as stream:
        while remaining and (block := stream.read(_BLOCK) + stream.readline()):
            lines = block.splitlines(keepends=True) if b"\r" not in block else list(_lines(block))
            for position, text in enumerate(lines):
                before += bool(text.strip())
                if remaining and text.strip() and remaining[-1] == before:
                    remaining.pop()
                    found.append((line + position, readable(text)))
            line += len(lines)
    return found


def _pick(pieces: Iterator[bytes], before: int, line: int, remaining: list[int]) -> Iterator[Found]:
    for number, data in enumerate(pieces, start=before + 1):
        if not remaining:
            return
        if remaining[-1] == number:
            remaining.pop()
            yield line, readable(data)
        line += data.count(b"\n")


def _lines(data: bytes) -> Iterator[bytes]:
    start = 0
    while end := data.find(b"\n", start) + 1:
        yield data[start:end]
        start = end
    if start < len(data):
        yield data[start:]
