"""The directories of landed deliveries: written aside, put in place by one rename, never changed afterwards.

A directory that is being written holds a lock, so that what a crashed run left behind can be told from what another
run is writing. What the files contain belongs to `landing`, how they reach the disk to `disk`.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from uuid import uuid4

from orchestration.disk.aside import ASIDE, make_folder

CONTRACT_DATE = date(1, 1, 1)
_DAY = "extract_date="
_CONTRACT = f"{_DAY}{CONTRACT_DATE.isoformat()}"


def entity_folder(root: Path, source: str, entity: str) -> Path:
    """Folder of all deliveries of one entity."""
    return root / source / entity


def revision_folder(root: Path, source: str, entity: str, extract_date: date, revision: int) -> Path:
    """Directory of one delivery."""
    return root / day_place(source, entity, extract_date.isoformat()) / f"revision={revision}"


def day_place(source: str, entity: str, extract_date: str) -> str:
    """Where below a root the deliveries of one day stand."""
    return f"{source}/{entity}/{_DAY}{extract_date}"


def revisions(root: Path, source: str, entity: str, extract_date: date) -> dict[int, Path]:
    """The directories of one day by revision, ascending."""
    day = revision_folder(root, source, entity, extract_date, 0).parent
    return dict(sorted((int(path.name.partition("=")[2]), path) for path in day.glob("revision=*")))


def days(root: Path, source: str, entity: str) -> list[date]:
    """The extract dates of one entity, ascending."""
    folder = entity_folder(root, source, entity)
    return sorted(date.fromisoformat(path.name.partition("=")[2]) for path in folder.glob(f"{_DAY}*"))


def all_days(root: Path) -> Iterator[tuple[str, int]]:
    """Where the deliveries of each day of each entity stand, and when something last came there, in nanoseconds."""
    for entity in root.glob("*/*"):
        place = f"{entity.parent.name}/{entity.name}"
        for day in _days_of(entity):
            try:
                written = day.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            yield f"{place}/{day.name}", written


def contracts(root: Path) -> list[Path]:
    """The directories of all contracts, which stand alone on a day of their own; only they are replaced in place."""
    return sorted(root.glob(f"*/*/{_CONTRACT}/revision=0"))


@contextmanager
def aside(root: Path) -> Iterator[Path]:
    """An empty, locked directory below `root`; gone afterwards unless it was put in place.

    Debris of crashed runs is removed on the way.
    """
    make_folder(root)
    _sweep(root)
    path, lock = _locked(root)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _days_of(entity: Path) -> list[os.DirEntry[str]]:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(entity) as entries:
        return [entry for entry in entries if entry.name.startswith(_DAY) and entry.name != _CONTRACT]
    return []


def _locked(root: Path) -> tuple[Path, int]:
    while True:
        path = root / f"{ASIDE}{uuid4().hex}"
        path.mkdir()
        with suppress(FileNotFoundError, BlockingIOError):
            lock = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                raise
            if path.exists():  # a sweep may have taken it between creation and lock
                return path, lock
            os.close(lock)


def _sweep(root: Path) -> None:
    for path in root.glob(f"{ASIDE}*"):
        with suppress(FileNotFoundError, BlockingIOError):
            lock = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)
