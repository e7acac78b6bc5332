"""What the machine refuses, in a sentence: full and read-only disks, permissions, files that are damaged.

Python, DuckDB and SQLite say the same in different words, and tools hand it on as text. Who ends a step or a command
asks here; which exit code follows belongs to `command`.
"""

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path

_AGAIN = "then start the same command again"
_ELSEWHERE = "or set SCOREHOUSE_HOME to another folder"
_IN_THE_WAY = f"move it away, {_ELSEWHERE}"
_KNOWN = {
    errno.ENOSPC: ("no room is left on its disk", f"make room, {_AGAIN}"),
    errno.EDQUOT: ("the quota of its disk is used up", f"make room, {_AGAIN}"),
    errno.EFBIG: ("it would become larger than a file may be here", f"raise the limit (ulimit -f), {_AGAIN}"),
    errno.EROFS: ("its disk can only be read", f"make it writable, {_ELSEWHERE}"),
    errno.EACCES: ("permission is denied", f"let this user read and write it, {_ELSEWHERE}"),
    errno.EPERM: ("permission is denied", f"let this user read and write it, {_ELSEWHERE}"),
    errno.EIO: ("its disk reports an error", f"check the disk, {_AGAIN}"),
    errno.ENOTDIR: ("a file stands where a folder belongs", _IN_THE_WAY),
    errno.EEXIST: ("something else stands where it belongs", _IN_THE_WAY),
    errno.EISDIR: ("a folder stands where a file belongs", _IN_THE_WAY),
    errno.EMFILE: ("too many files are open", f"raise the limit (ulimit -n), {_AGAIN}"),
    errno.ENOMEM: ("the machine has no memory left", f"close other programs, {_AGAIN}"),
}
_DAMAGED = ("it is no database or is damaged", f"move it away, {_AGAIN}")
# As they stand in the texts of DuckDB, which quotes the system, and of SQLite, which does not.
_PHRASES = {
    **{os.strerror(code).lower(): _KNOWN[code] for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)},
    **{os.strerror(code).lower(): _KNOWN[code] for code in (errno.EACCES, errno.EIO, errno.EMFILE, errno.ENOTDIR)},
    "database or disk is full": _KNOWN[errno.ENOSPC],
    "disk i/o error": _KNOWN[errno.EIO],
    "fsync failed": _KNOWN[errno.EIO],
    "attempt to write a readonly database": _KNOWN[errno.EROFS],
    "unable to open database file": _KNOWN[errno.EACCES],
    "not a valid duckdb database": _DAMAGED,
    "could not read enough bytes": _DAMAGED,  # of a file whose writing has failed
    "file is not a database": _DAMAGED,
    "database disk image is malformed": _DAMAGED,
}
_PATH = re.compile(r"""["'](/[^"']+)["']""")
_MAGIC, _MAGIC_AT = b"DUCK", 8


def sentence(error: BaseException, place: Path) -> str | None:
    """File, cause and what to do of an error for which the machine is to blame, or None.

    Args:
        error: It, or what was raised from it.
        place: Named where the error names no file.
    """
    return next((told for one in _chain(error) if (told := _told(one, place))), None)


def in_words(text: str, place: Path) -> str | None:
    """The same of an error that a tool has handed on as text."""
    for line in text.splitlines():
        for phrase, (cause, remedy) in _PHRASES.items():
            if phrase in line.lower():
                path = _PATH.search(line)
                return _sentence(path[1] if path else place, cause, remedy)
    return None


def is_database(file: Path) -> bool:
    """Whether a file begins as those of DuckDB do; a disk that was full at the first write leaves one that does not."""
    try:
        with file.open("rb") as stream:
            return stream.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC
    except (FileNotFoundError, IsADirectoryError):
        return False


def _told(error: BaseException, place: Path) -> str | None:
    if isinstance(error, OSError) and error.errno:
        cause, remedy = _KNOWN.get(error.errno, (str(error.strerror).lower(), f"put that right, {_AGAIN}"))
        return _sentence(error.filename2 or error.filename or place, cause, remedy)
    return in_words(str(error), place)


def _sentence(file: object, cause: str, remedy: str) -> str:
    return f"{os.fsdecode(file) if isinstance(file, bytes) else file}: {cause}; {remedy}."


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was raised from; not what was merely being handled, which a mistake in code may follow."""
    while error:
        yield error
        error = error.__cause__
