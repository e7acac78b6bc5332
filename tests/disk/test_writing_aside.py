"""What stands under a name is whole and on the disk, whenever the process or the power ends."""

import errno
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.disk import aside
from tests.sweep.injection import Fault, Watched, hand_over, is_possible, supervise

LINUX = pytest.mark.skipif(not is_possible(), reason="system calls are watched on Linux on x86-64")


def watched(folder: Path, act: Callable[[], object], fault: Fault | None = None) -> Watched:
    """What a process does on the disk, below a folder; what it raises is its own affair."""
    ours, theirs = socket.socketpair()
    process = os.fork()
    if not process:
        try:
            listener = hand_over()
            socket.send_fds(theirs, [b"listener"], [listener])
            os.close(listener)
            act()
        except OSError as error:
            sys.stderr.write(str(error))
        finally:
            os._exit(0)
    theirs.close()
    _, [listener, *_], *_ = socket.recv_fds(ours, 1, 1)
    found = supervise(listener, process, str(folder), fault)
    os.close(listener)
    os.waitpid(process, 0)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose own syncs are seen, too: it lies below the one that is watched."""
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


@LINUX
def test_a_text_reaches_the_disk_before_its_name_and_its_name_before_the_next_step(folder: Path) -> None:
    did = watched(folder.parent, lambda: aside.replace_text(folder / "built.json", "new"))
    assert did.operations == [
        "openat notes/next.new",
        "write notes/next.new",
        "fsync notes/next.new",
        "rename notes/built.json",
        "fsync notes",
    ]


@LINUX
def test_what_is_added_to_a_text_reaches_the_disk(folder: Path) -> None:
    did = watched(folder.parent, lambda: aside.append_text(folder / "landed.jsonl", "line\n"))
    assert did.operations[-2:] == ["write notes/landed.jsonl", "fsync notes/landed.jsonl"]


@LINUX
def test_a_folder_is_named_when_all_in_it_has_reached_the_disk(folder: Path) -> None:
    (folder / "copy" / "parquet").mkdir(parents=True)
    (folder / "copy" / "parquet" / "mart.parquet").write_text("rows")
    did = watched(folder.parent, lambda: aside.put_folder(folder / "copy", folder / "builds" / "monday"))
    assert did.operations[:2] == ["mkdir notes/builds", "fsync notes"]
    assert sorted(did.operations[2:5]) == [
        "fsync notes/copy",
        "fsync notes/copy/parquet",
        "fsync notes/copy/parquet/mart.parquet",
    ]
    assert did.operations[5:] == ["rename notes/builds/monday", "fsync notes/builds"]


@LINUX
def test_a_link_is_swapped_by_one_rename_that_reaches_the_disk(folder: Path) -> None:
    (folder / "current").symlink_to("old")
    did = watched(folder.parent, lambda: aside.replace_link(folder / "current", folder / "new"))
    assert did.operations[-2:] == ["rename notes/current", "fsync notes"]
    assert (folder / "current").readlink() == Path("new")


@LINUX
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, None], ids=["full", "broken", "killed"])
@pytest.mark.parametrize("at", range(1, 5))
def test_whatever_fails_before_the_name_is_taken_leaves_what_was_there(
    folder: Path, at: int, error: int | None
) -> None:
    note = folder / "built.json"
    note.write_text("old")
    assert watched(folder, lambda: aside.replace_text(note, "new"), Fault(at, error)).fired
    assert note.read_text() == "old"
    if error:
        assert [file.name for file in folder.iterdir()] == ["built.json"]
    aside.replace_text(note, "new")
    assert note.read_text() == "new"
    assert [file.name for file in folder.iterdir()] == ["built.json"]


@LINUX
@pytest.mark.parametrize("at", range(1, 4))
def test_an_error_of_the_system_says_which_file_it_is_about(
    folder: Path, at: int, capfd: pytest.CaptureFixture[str]
) -> None:
    watched(folder, lambda: aside.replace_text(folder / "built.json", "new"), Fault(at, errno.ENOSPC))
    assert f"{folder}/" in capfd.readouterr().err


def test_a_folder_that_stands_there_already_is_left_alone(folder: Path) -> None:
    for name in ("mine", "theirs"):
        (folder / name).mkdir()
        (folder / name / "rows").write_text(name)
    assert not aside.put_folder(folder / "mine", folder / "theirs")
    assert (folder / "theirs" / "rows").read_text() == "theirs"


def test_a_folder_takes_the_place_of_another_whole(folder: Path) -> None:
    for name in ("new", "pages"):
        (folder / name).mkdir()
        (folder / name / name).touch()
    (folder / ".aside-before-pages").mkdir()  # of a process that was killed
    aside.replace_folder(folder / "new", folder / "pages")
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*")] == ["pages", "pages/new"]


def test_a_name_that_is_taken_gets_the_next_number(folder: Path) -> None:
    for name in ("monday.parquet", "monday-2.parquet", "monday"):
        (folder / name).touch()
    assert aside.free(folder / "monday.parquet").name == "monday-3.parquet"
    assert aside.free(folder / "monday").name == "monday-2"
    assert aside.free(folder / "tuesday").name == "tuesday"
