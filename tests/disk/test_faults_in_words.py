"""What the machine refuses is one sentence: the file, the cause, and what to do."""

import errno
import os
import sqlite3
from pathlib import Path

import duckdb
import pytest

from orchestration.disk import faults
from orchestration.errors import MachineError, ScorehouseError, machine_faults_told

HOME = Path("/home/of/the/run")


def said(error: BaseException) -> str:
    told = faults.sentence(error, HOME)
    assert told
    assert "\n" not in told
    assert told.endswith(".")
    return told


@pytest.mark.parametrize(
    ("code", "cause", "remedy"),
    [
        (errno.ENOSPC, "no room is left", "make room"),
        (errno.EROFS, "can only be read", "SCOREHOUSE_HOME"),
        (errno.EACCES, "permission is denied", "let this user"),
        (errno.EIO, "reports an error", "check the disk"),
        (errno.ENOTDIR, "a file stands where a folder belongs", "move it away"),
        (errno.ESTALE, "stale file handle", "put that right"),
    ],
)
def test_an_error_of_the_system_is_told_with_its_file_and_what_to_do(code: int, cause: str, remedy: str) -> None:
    told = said(OSError(code, "what the system says" if code != errno.ESTALE else "Stale file handle", "/a/note.json"))
    assert told.startswith("/a/note.json: ")
    assert cause in told
    assert remedy in told


def test_the_new_name_is_told_of_an_error_with_two(tmp_path: Path) -> None:
    (tmp_path / "fresh").touch()
    with pytest.raises(OSError) as caught:
        (tmp_path / "fresh").rename(tmp_path / "fresh" / "below")
    assert said(caught.value).startswith(f"{tmp_path}/fresh/below: a file stands where a folder belongs")


def test_where_no_file_is_named_the_place_is() -> None:
    assert said(OSError(errno.ENOSPC, "No space left on device")).startswith(f"{HOME}: no room is left on its disk")


def test_what_the_engine_says_of_a_disk_that_does_not_take_its_journal_is_told() -> None:
    assert said(duckdb.FatalException("FATAL Error: fsync failed!")) == (
        f"{HOME}: its disk reports an error; check the disk, then start the same command again."
    )


@pytest.mark.parametrize("content", [b"", b"x" * 5000], ids=["no bytes", "other bytes"])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "warehouse.duckdb"
    file.write_bytes(content)
    assert not faults.is_database(file)
    if content:
        with pytest.raises(duckdb.Error) as caught:
            duckdb.connect(file)
        assert said(caught.value).startswith(f"{file}: it is no database or is damaged; move it away")
        with sqlite3.connect(file) as history, pytest.raises(sqlite3.Error) as caught_by_sqlite:
            history.execute("create table runs (id int)")
        assert "it is no database or is damaged" in said(caught_by_sqlite.value)


def test_a_database_of_which_only_the_beginning_was_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    duckdb.connect(file).close()
    os.truncate(file, 4096)
    assert faults.is_database(file)
    with pytest.raises(duckdb.Error) as caught:
        duckdb.connect(file)
    assert said(caught.value).startswith(f"{file}: it is no database or is damaged; move it away")


def test_a_database_is_one(tmp_path: Path) -> None:
    duckdb.connect(tmp_path / "warehouse.duckdb").close()
    assert faults.is_database(tmp_path / "warehouse.duckdb")
    assert not faults.is_database(tmp_path / "missing.duckdb")
    assert not faults.is_database(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'IO Error: Could not write file "/a/warehouse.duckdb": No space left on device',
        "Runtime Error\n  IO Error: Could not write file '/a/warehouse.duckdb': No space left on device",
    ],
)
def test_what_a_tool_hands_on_as_text_is_told(text: str) -> None:
    assert said(RuntimeError(text)).startswith("/a/warehouse.duckdb: no room is left on its disk")


def test_an_error_is_told_that_another_was_raised_from() -> None:
    outer = RuntimeError("a step failed")
    outer.__cause__ = OSError(errno.ENOSPC, "No space left on device", "/a/note.json")
    assert said(outer).startswith("/a/note.json: no room")


def test_a_mistake_in_code_keeps_its_traceback() -> None:
    mistake = KeyError("as_of")
    mistake.__context__ = FileNotFoundError(errno.ENOENT, "No such file or directory", "/a/note.json")
    assert faults.sentence(mistake, HOME) is None
    with pytest.raises(KeyError), machine_faults_told(HOME):
        raise mistake


def test_what_is_told_already_and_a_reader_who_has_gone_are_left_as_they_are() -> None:
    for error in (ScorehouseError("deals_2026-03-02.csv: No space left on device."), BrokenPipeError(errno.EPIPE, "")):
        with pytest.raises(type(error)) as caught, machine_faults_told(HOME):
            raise error
        assert not isinstance(caught.value, MachineError)
    with pytest.raises(MachineError, match="no room is left"), machine_faults_told(HOME):
        raise OSError(errno.ENOSPC, "No space left on device")
