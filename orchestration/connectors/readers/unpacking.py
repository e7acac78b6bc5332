"""Opening a delivered file as a stream of its own bytes: plain, gzip, or a zip with one member.

Every fault of the packing becomes a sentence here. What the bytes mean belongs to `plain` and the readers.
"""

import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from orchestration.errors import ScorehouseError

CHUNK = 1 << 20
PACKED = (".gz", ".zip")
_DEBRIS = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r")  # beside hidden files
_PACKINGS = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip"}  # by what their content begins with


def is_packed(path: Path) -> bool:
    """Whether the file's name says that its content is compressed."""
    return path.suffix.lower() in PACKED


@dataclass(frozen=True)
class Imprint:
    """What a delivered file looked like when it was taken in: sha-256 (hex), size in bytes, time of change (ns)."""

    sha256: str
    size: int
    changed_ns: int

    def still_fits(self, path: Path) -> bool:
        """Whether nobody has written to the file since."""
        status = path.stat()
        return (status.st_size, status.st_mtime_ns) == (self.size, self.changed_ns)


def imprint(path: Path) -> Imprint:
    """The imprint of a file as delivered.

    Raises:
        ScorehouseError: The file is missing or may not be read.
    """
    try:
        status = path.stat()
        with path.open("rb") as stream:
            return Imprint(hashlib.file_digest(stream, "sha256").hexdigest(), status.st_size, status.st_mtime_ns)
    except OSError as error:
        raise ScorehouseError(
            f"{path.name} cannot be opened ({error.strerror}); deliver it to {path.parent}."
        ) from error


def chunks(path: Path) -> Iterator[bytes]:
    """The unpacked content, piece by piece.

    Raises:
        ScorehouseError: The packing is broken; the sentence names the file and how far it could be read.
    """
    done = 0
    try:
        with _opened(path) as stream:
            while piece := stream.read(CHUNK):
                done += len(piece)
                yield piece
    except EOFError as error:
        raise ScorehouseError(f"{path.name} is cut off: its gzip data ends too early; deliver it again.") from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        kind = path.suffix[1:].lower()
        raise ScorehouseError(
            f"{path.name} is not a readable {kind} file (broken after {done:,} unpacked bytes); deliver it again."
        ) from error


def _is_debris(name: str) -> bool:
    """Whether a member of a zip is what a file manager adds to every folder."""
    folder, _, file = name.replace("\\", "/").rpartition("/")
    return folder.startswith("__MACOSX") or file.startswith(".") or file.casefold() in _DEBRIS


def packing_of(beginning: bytes) -> str | None:
    """The packing, such as zip, with which a content begins that its name does not tell of."""
    return next((name for mark, name in _PACKINGS.items() if beginning.startswith(mark)), None)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        with gzip.open(path) as stream:
            yield stream
    elif suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not (member.is_dir() or _is_debris(member.filename))]
            if len(members) != 1:
                raise ScorehouseError(
                    f"{path.name} holds {len(members)} files instead of one; deliver one file per zip."
                )
            with archive.open(members[0]) as stream:
                yield stream
    else:
        with path.open("rb") as stream:
            yield stream
