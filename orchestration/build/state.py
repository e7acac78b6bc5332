"""What one run leaves for the next: the lock, and notes of the build under way, the last, what is compacted.

Notes are replaced whole, so a run that dies leaves the old one or the new one. What follows is decided in `plan`.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.disk.aside import make_folder, replace_text
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

BUILT = "built.json"
BUILDING = "building.json"
BEGUN = "begun.json"  # by which code, for the models: it stays when the build is finished
COMPACTED = "compacted.json"
_held: set[Path] = set()


class OccupiedError(ScorehouseError):
    """Another process is at work in the home."""


@contextmanager
def exclusive(settings: Settings) -> Iterator[None]:
    """Nobody else builds or publishes in this home meanwhile; inside a process that already holds it, free of charge.

    Raises:
        OccupiedError: Another process holds it.
    """
    path = settings.state / "lock"
    if path in _held:
        yield
        return
    make_folder(settings.state)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(descriptor, settings)
        _held.add(path)
        yield
    finally:
        _held.discard(path)
        os.close(descriptor)


def _lock(descriptor: int, settings: Settings) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise OccupiedError(
            f"Another run is at work in {settings.home} (process {holder}); start again when it has finished."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)


def read_note(settings: Settings, name: str) -> dict[str, Any] | None:
    """A note's content; None when there is none or it is not one, so that everything is built anew."""
    try:
        content = json.loads((settings.state / name).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def write_note(settings: Settings, name: str, content: dict[str, Any]) -> None:
    """Write or replace a note."""
    replace_text(settings.state / name, json.dumps(content, ensure_ascii=False) + "\n")


def drop_note(settings: Settings, name: str) -> None:
    """Remove a note where there is one."""
    (settings.state / name).unlink(missing_ok=True)
