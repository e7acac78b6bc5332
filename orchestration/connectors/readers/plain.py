"""Bringing a delivered text to plain UTF-8, checked to the last byte and shown to a census on the way.

A file that already is plain UTF-8 is checked in place and not copied. Parsing belongs to the readers.
"""

import codecs
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol

from orchestration.connectors.readers.unpacking import chunks, is_packed
from orchestration.errors import ScorehouseError

_MARK = "\ufeff"


class Census(Protocol):
    """Whoever counts what passes by."""

    def feed(self, piece: bytes) -> None:
        """Take the next bytes."""


def plain_text(delivered: Path, encoding: str, workspace: Path, census: Census) -> Path:
    """The delivered file as UTF-8 text without a mark, in `workspace` unless it can be read in place.

    Raises:
        ScorehouseError: The file is broken or not in its declared encoding; the sentence gives the byte.
    """
    in_place = encoding == "utf-8" and not is_packed(delivered) and not _is_marked(delivered)
    path = delivered if in_place else workspace / "plain.txt"
    beginning = True
    with nullcontext() if in_place else path.open("wb") as out:
        for text in _decoded(delivered, encoding):
            piece = (text.removeprefix(_MARK) if beginning else text).encode()
            beginning = beginning and not text
            census.feed(piece)
            if out is not None:
                out.write(piece)
    return path


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
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    try:
        for piece in chunks(delivered):
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
