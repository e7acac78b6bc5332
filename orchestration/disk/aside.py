"""Writing aside: what stands under a name is whole and has reached the disk, or is what stood there before.

Renaming alone outlives a killed process. To outlive a power cut the content has to reach the disk before the rename,
and the folder after it. Nothing else renames, links or syncs; what is written, and when, belongs to who calls.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ASIDE = ".aside-"
_NEXT = "next.new"  # one name for all files of a folder: what a killed process leaves is written over


@contextmanager
def replaced(file: Path) -> Iterator[Path]:
    """A path to write to; at the end its content takes the place of `file`, after a fault it is gone.

    A folder is written to by one at a time.
    """
    make_folder(file.parent)
    fresh = file.with_name(_NEXT)
    try:
        with _naming(file, fresh):
            yield fresh
        move(fresh, file)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def replace_text(file: Path, text: str) -> None:
    """Write or replace a file of text."""
    with replaced(file) as fresh:
        fresh.write_text(text, encoding="utf-8")


def draft_text(file: Path, text: str) -> None:
    """Write a file of text into a folder that has no name yet: it reaches the disk when `put_folder` gives it one."""
    with _naming(file):
        file.write_text(text, encoding="utf-8")


def append_text(file: Path, text: str) -> None:
    """Add to a file of text; a power cut may leave a part of what was added."""
    with _naming(file), file.open("a", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def move(fresh: Path, file: Path) -> None:
    """Let a file that was written take the place of another, or of none, in a folder that is there."""
    sync(fresh)
    fresh.replace(file)
    sync(file.parent)


def put_folder(written: Path, target: Path) -> bool:
    """Give a finished folder its name; False when something already stands there."""
    make_folder(target.parent)
    _sync_all(written)
    try:
        written.rename(target)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            return False
        raise
    sync(target.parent)
    return True


def replace_folder(written: Path, target: Path) -> None:
    """Let a finished folder take the place of another; for an instant there is neither, and never half of one."""
    before = target.with_name(f"{ASIDE}before-{target.name}")
    _remove(before)
    if target.exists():
        target.rename(before)
    put_folder(written, target)
    _remove(before)


def replace_link(link: Path, target: Path) -> None:
    """Let a link, relative to where it lies, point to another folder."""
    fresh = link.with_name(f"{ASIDE}{link.name}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    fresh.replace(link)
    sync(link.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where they are missing."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        sync(one.parent)


def forget_unfinished(folder: Path) -> None:
    """Remove what a killed process left half written, where no other file of the folder will be written over it."""
    folder.joinpath(_NEXT).unlink(missing_ok=True)


def free(path: Path) -> Path:
    """The path, or where something stands there, perhaps for readers, the same name with the next number."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def sync(path: Path) -> None:
    """Have a file or a folder reach the disk."""
    with _naming(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


@contextmanager
def _naming(file: Path, fresh: Path | None = None) -> Iterator[None]:
    """Let an error say which file it is about, by the name that it is to have: the system names none for a write."""
    try:
        yield
    except OSError as error:
        if error.errno and error.filename in (None, str(fresh)):
            error.filename = str(file)
        raise
