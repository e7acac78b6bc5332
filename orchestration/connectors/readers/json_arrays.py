"""Bringing JSON into the form in which it is parsed: arrays as lines, and long numbers as texts with all their digits.

Parsing and columns belong to `json_lines`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.errors import ScorehouseError

_SPACE = " \t\r\n"
_CHUNK = 1 << 20
_DECODER = json.JSONDecoder()
# The parser that follows reads fractions as floating-point numbers, which keep 15 digits.
_LONG = re.compile(rb"[0-9.]{16}")
_TOKEN = re.compile(rb'("(?:[^"\\\\]|\\\\.)*")|(-?[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?)')
_DIGITS_KEPT = 15


@dataclass(frozen=True)
class Unrolled:
    """The elements of an array, one per line of `path`, and the line of the delivered text in which each begins."""

    path: Path
    lines: list[int]


def unrolled(path: Path, workspace: Path, name: str) -> Unrolled | None:
    """The elements of a text that is one JSON array; None where it is something else, such as lines of objects.

    `name` is that of the delivered file.

    Raises:
        ScorehouseError: The text begins as an array of objects and cannot be read to its end.
    """
    with path.open(encoding="utf-8", newline="") as text:
        beginning = text.read(_CHUNK).lstrip(_SPACE)
    if not re.match(r"\[\s*(\{|\]?\s*$)", beginning):
        return None
    target, lines = workspace / "unrolled.jsonl", []
    with target.open("w", encoding="utf-8", newline="") as out:
        for line, element in _elements(path, name):
            lines.append(line)
            out.write(re.sub(r"[\r\n]", " ", element) + "\n")
    return Unrolled(target, lines)


def exact(path: Path, workspace: Path) -> Path:
    """The text with long fractions as texts; itself where there are none."""
    with path.open("rb") as text:
        if not any(_LONG.search(line) for line in text):
            return path
        text.seek(0)
        target = workspace / "exact.jsonl"
        with target.open("wb") as out:
            out.writelines(_TOKEN.sub(_quoted, line) if _LONG.search(line) else line for line in text)
    return target


def _quoted(token: re.Match[bytes]) -> bytes:
    number = token[2]
    return b'"' + number + b'"' if number and len(number) > _DIGITS_KEPT else token[0]


def _elements(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Physical line and text of each element of an array."""
    with path.open(encoding="utf-8", newline="") as stream:
        buffer, line, ended = stream.read(_CHUNK), 1, False
        position = _after_space(buffer, 0) + 1  # behind the bracket
        line += buffer.count("\n", 0, position)
        expected = False
        while True:
            after = _after_space(buffer, position)
            line, position = line + buffer.count("\n", position, after), after
            if position < len(buffer) and buffer[position] == "]" and not expected:
                if buffer[position + 1 :].strip(_SPACE) or stream.read().strip(_SPACE):
                    raise _broken(name, line)
                return
            try:
                _, end = _DECODER.raw_decode(buffer, position)
                after = _after_space(buffer, end)
                is_whole = after < len(buffer) and buffer[after] in ",]"
            except (ValueError, RecursionError):
                is_whole = False
            if not is_whole:
                if ended:
                    raise _broken(name, line)
                more = stream.read(max(_CHUNK, len(buffer)))
                ended = not more
                buffer, position = buffer[position:] + more, 0
                continue
            yield line, buffer[position:end]
            expected = buffer[after] == ","
            after += expected
            line, position = line + buffer.count("\n", position, after), after


def _after_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SPACE:
        position += 1
    return position


def _broken(name: str, line: int) -> ScorehouseError:
    return ScorehouseError(f"{name} is a JSON array that cannot be read from line {line:,} on; deliver it again.")
