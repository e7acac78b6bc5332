"""Disks that are full or read-only, files in the wrong place, damaged notes: a sentence, and the next run goes on.

The whole sweep over all operations of a run is `python -m tests.sweep`; here is a short form of it.
"""

import errno
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command

from orchestration.build import publishing as publish
from orchestration.build import state
from orchestration.build import steps as building
from orchestration.command import cli, history
from orchestration.connectors.manifests import FILE, read_manifests
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings
from tests.sweep.injection import Fault, is_possible
from tests.sweep.runs import Runs
from tests.sweep.sweep import Start, in_a_sentence, marts, sweep

LINUX = pytest.mark.skipif(not is_possible(), reason="system calls are made to fail on Linux on x86-64")
# Where a daily run of the small installation judges, publishes and ends, and what goes wrong there; with each what goes
# wrong in the run after it, early enough for that to come so far: where it opens its history, builds, notes a build.
PAIRS = {
    "judging": (("pwrite64 judged.duckdb", errno.EIO), ("openat dagster/history/", errno.EROFS)),
    "publishing": (("rename published/current", None), ("pwrite64 warehouse.duckdb", None)),
    "ending": (("rename state/built.json", errno.ENOSPC), ("rename state/building.json", errno.ENOSPC)),
}


@pytest.fixture(scope="module")
def runs(installed: Command) -> Runs:
    return Runs(installed.settings.project, installed.environment)


@pytest.fixture
def home(tmp_path: Path, finished: Command) -> Settings:
    """A finished home of its own, of which plans are made and nothing is built."""
    return finished.copy(tmp_path / "home").settings


@LINUX
@pytest.mark.parametrize(
    "moments", [("judging", "publishing"), pytest.param(("ending",), marks=pytest.mark.thorough)], ids=" ".join
)
def test_the_run_after_a_fault_publishes_what_an_undisturbed_run_does(
    moments: tuple[str, ...], runs: Runs, first_days: Command, tmp_path: Path, may_build: None
) -> None:
    start = Start(runs, tmp_path / "home", first_days.settings.home, tmp_path / "finished", [])
    start.reset()
    undisturbed = runs.run(start.home, "run")
    assert undisturbed.code == 0, undisturbed.err
    start.home.rename(start.finished)
    wanted = [
        [
            Fault(next(at for at, done in enumerate(undisturbed.operations, 1) if done.startswith(moment)), error)
            for moment, error in PAIRS[name]
        ]
        for name in moments
    ]
    *_, (_, found) = sweep(start, wanted)
    assert found.complaints == []
    assert found.fired == 2 * len(moments)


@LINUX
@pytest.mark.parametrize("arguments", [("run",), ("land",), ("build", "--full")])
def test_a_home_that_can_only_be_read_is_told_in_one_sentence(
    runs: Runs, finished: Command, tmp_path: Path, arguments: tuple[str, ...], may_build: None
) -> None:
    home = finished.copy(tmp_path / "home").settings.home
    before = marts(home)
    ran = runs.run(home, *arguments, fault=Fault(1, errno.EROFS, is_lasting=True))
    assert ran.fired
    assert in_a_sentence(ran) == []
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "can only be read" in ran.err
    assert marts(home) == before


@pytest.mark.parametrize("command", ["run", "land", "build", "release till sales 2026-03-02"])
def test_a_home_that_is_a_file_is_told_in_one_sentence(
    command: str,
    installed: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "home").touch()
    monkeypatch.setenv("SCOREHOUSE_HOME", str(tmp_path / "home"))
    assert cli.main(command.split()) in (1, 2)
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert command.startswith("release") or "a file stands where a folder belongs" in told


@pytest.mark.parametrize("content", [b"", b"no database"], ids=["empty", "other"])
@pytest.mark.parametrize("name", ["warehouse", "judged"])
def test_a_file_that_is_no_database_is_built_anew(home: Settings, name: str, content: bytes) -> None:
    assert building.make_plan(home).mode == "nothing"
    getattr(home, name).write_bytes(content)
    assert building.make_plan(home).reason == "Building everything: the warehouse file is gone or damaged."


@pytest.mark.parametrize("content", ["", "null", "[]", "{", '{"as_of": 3}', "\0\0\0"])
@pytest.mark.parametrize(
    ("note", "reason"),
    [
        (state.BUILT, "nothing is built yet"),
        (state.BUILDING, "the last build did not finish"),
        ("landed.jsonl", "nothing is built yet"),
    ],
)
def test_a_note_that_is_damaged_has_everything_built(home: Settings, note: str, reason: str, content: str) -> None:
    (home.state / note).write_text(content)
    assert building.make_plan(home).reason == f"Building everything: {reason}."
    building.note_failure(home, "any build", "A sentence.")


def test_a_history_without_room_is_told_of_once(capsys: pytest.CaptureFixture[str]) -> None:
    stream = history.WithoutDagsters(sys.stderr)
    stream.write("Exception while writing logger call to event log: (sqlite3.OperationalError) disk I/O error\n")
    stream.write("A sentence.\n")
    assert capsys.readouterr().err == "A sentence.\n"
    assert stream.encoding == sys.stderr.encoding


def test_what_a_killed_landing_left_beside_its_notes_goes_with_the_next_build(home: Settings) -> None:
    [note, *_] = home.state.glob("looked_at/*/*")
    left = note.with_name("next.new")
    left.touch()
    building.begin(home, building.make_plan(home, full=True), "any build")
    assert note.exists()
    assert not left.exists()


def _no_copy(home: Settings) -> None:
    shutil.rmtree(publish.current(home) or Path())


def _no_database(home: Settings) -> None:
    (home.published / "current" / publish.DATABASE).write_bytes(b"")


def _no_account(home: Settings) -> None:
    (home.published / "current" / publish.ABOUT).write_text("{")


@pytest.mark.parametrize("damage", [_no_copy, _no_database, _no_account])
def test_a_published_copy_that_is_damaged_is_published_again(home: Settings, damage: object) -> None:
    assert callable(damage)
    damage(home)
    assert publish.current(home) is None
    assert building.make_plan(home).reason == "Publishing again: the published copy is gone or damaged."


def test_a_damaged_manifest_is_told_with_its_place(home: Settings) -> None:
    file = next(home.raw.glob(f"*/*/extract_date=2026*/revision=1/{FILE}"))
    file.write_text("{")
    home.landed.unlink()
    with pytest.raises(ScorehouseError, match=rf"{FILE} is damaged; remove revision=1 and land the delivery again"):
        read_manifests(replace(home).raw)
