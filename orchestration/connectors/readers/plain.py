"""Bringing a delivered text to plain UTF-8, checked to the last byte and shown to a census on the way.

A file that already is plain UTF-8 is checked in place and not copied. Parsing belongs to the readers.
"""

import codecs
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from orchestration.connectors.readers.unpacking import chunks, is_packed, packing_of
from orchestration.errors import ScorehouseError
from orchestration.spelling import is_plain

_MARK = "\ufeff"


class Census(Protocol):
    """Whoever counts what passes by."""

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""


@dataclass(frozen=True)
class PlainText:
    """A text in UTF-8 without a mark: where it is, and whether all its characters are plain as `spelling` means it."""

    path: Path
    is_plain: bool


def plain_text(delivered: Path, encoding: str, workspace: Path, census: Census) -> PlainText:
    """The delivered file as UTF-8 text, in `workspace` unless it can be read in place.

    Raises:
        ScorehouseError: The file is broken, packed once more, or not in its declared encoding; the sentence gives the
            byte.
    """
    in_place = encoding == "utf-8" and not is_packed(delivered) and not _is_marked(delivered)
    path = delivered if in_place else workspace / "plain.txt"
    beginning, plain, before = True, True, ""
    with nullcontext() if in_place else path.open("wb") as out:
        for text in _decoded(delivered, encoding):
            text = text.removeprefix(_MARK) if beginning else text  # noqa: PLW2901 - nothing else may see the mark
            piece = text.encode()
            plain = plain and is_plain(before + text, piece)
            beginning, before = beginning and not text, text[-1:]
            census.feed(piece)
            if out is not None:
                out.write(piece)
    return PlainText(path, plain)


def plain_bytes(delivered: Path, workspace: Path) -> Path:
    """A binary file without its packing: itself, or a copy in `workspace`."""
    if not is_packed(delivered):
        return delivered
    path = workspace / "plain.bin"
    with path.open("wb") as out:
        out.writelines(chunks(delivered))
    return path


def _is_marked(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(3) == _MARK.encode()


def _decoded(delivered: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(_with_order(delivered) if encoding == "utf-16" else encoding)()
    done = 0
    try:
        for piece in chunks(delivered):
            if not done and (packing := packing_of(piece)):
                raise ScorehouseError(
                    f"{delivered.name} holds {packing} data where text was expected; "
                    "pack it once and name it after that, such as .csv.gz, or deliver it unpacked."
                )
            pending = len(decoder.getstate()[0])
            yield decoder.decode(piece)
            done += len(piece)
        pending = len(decoder.getstate()[0])
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise ScorehouseError(
            f"{delivered.name} is not {encoding} text: byte {done - pending + error.start + 1:,} cannot be read; "
            "declare the encoding it really has or deliver it again."
        ) from error


def _with_order(delivered: Path) -> str:
    """UTF-16 with its order of bytes: as its mark says, or else as the line ends and delimiters of its beginning do."""
    beginning = next(chunks(delivered), b"")
    if not beginning or beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if beginning else "utf-16-le"
    high, low = beginning[::2].count(0), beginning[1::2].count(0)
    if high == low:
        raise ScorehouseError(
            f"{delivered.name} is not utf-16 text: it has no byte-order mark, and no letters that tell the order; "
            "declare the encoding it really has or deliver it with a mark."
        )
    return "utf-16-be" if high > low else "utf-16-le"
