"""Notes and the lock."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.build import state
from orchestration.build import steps as building
from orchestration.build.fingerprint import code_fingerprint
from orchestration.connectors.manifests import note_manifests, noted_manifests
from orchestration.errors import ScorehouseError
from orchestration.settings import PROJECT, SPARK, Settings


def test_a_note_comes_back_as_it_was_written(tmp_path: Path) -> None:
    state.write_note(Settings(tmp_path), state.BUILT, {"as_of": "2026-03-02", "words": ["无"]})
    assert state.read_note(Settings(tmp_path), state.BUILT) == {"as_of": "2026-03-02", "words": ["无"]}


def test_a_damaged_note_is_no_note(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    state.write_note(settings, state.BUILT, {})
    (settings.state / state.BUILT).write_text('{"as_of": ')
    assert state.read_note(settings, state.BUILT) is None


def test_another_engine_or_place_is_another_code_and_another_password_is_not(tmp_path: Path) -> None:
    here = Settings(tmp_path)
    there = [
        code_fingerprint(replace(here, engine=SPARK, connection=f"sc://{place}"))
        for place in ("one:15002/;token=a", "one:15002/;token=b", "other:15002/;token=a")
    ]
    assert code_fingerprint(here) not in there
    assert there[0] == there[1] != there[2]


def test_what_is_built_is_known_as_long_as_its_manifests_are_noted_and_no_build_is_unfinished(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    state.write_note(settings, state.BUILT, {"fingerprint": "code", "as_of": "2026-03-02 01:30:00"})
    assert building.last_built(settings) is None
    place = {"source": "crm", "entity": "cases", "revision": 1}
    days = [place | {"extract_date": f"2026-03-0{day}", "cutoff_at": f"2026-03-0{day} 01:30:00"} for day in (2, 3)]
    note_manifests(days, settings.landed)
    built = building.last_built(settings)
    assert built
    assert [(extract.entity, f"{extract.extract_date}") for extract in built.extracts] == [("cases", "2026-03-02")]
    state.write_note(settings, state.BUILDING, {"build_id": "died"})
    assert building.last_built(settings) is None
    state.drop_note(settings, state.BUILDING)
    settings.landed.unlink()
    assert building.last_built(settings) is None


def test_manifests_are_added_to_a_note_that_holds_the_others_and_a_torn_one_says_nothing(tmp_path: Path) -> None:
    note = tmp_path / "landed.jsonl"
    days = [{"source": "crm", "extract_date": f"2026-03-{day:02}"} for day in range(1, 6)]
    note_manifests(days[:3], note)
    inode = note.stat().st_ino
    note_manifests([*noted_manifests(note), days[3]], note)
    assert note.stat().st_ino == inode
    assert [json.loads(line) for line in note.read_text().splitlines()] == days[:4] == list(noted_manifests(note))
    # One that is gone, or read anew, is no addition.
    note_manifests([*noted_manifests(note)[1:], days[4]], note)
    assert [json.loads(line) for line in note.read_text().splitlines()] == days[1:]
    note.write_text(note.read_text()[:-9])
    assert list(noted_manifests(note)) == []
    note_manifests(days, note)
    assert list(noted_manifests(note)) == days


def test_another_process_is_kept_out_and_told_who_is_at_work(tmp_path: Path) -> None:
    holder = "import sys, pathlib; from orchestration.build import state; from orchestration.settings import Settings\n"
    holder += "with state.exclusive(Settings(pathlib.Path(sys.argv[1]))): print('held', flush=True); sys.stdin.read()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", holder, str(tmp_path)], cwd=PROJECT, **pipes) as other:  # type: ignore[call-overload]
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(ScorehouseError, match=rf"Another run is at work in .* \(process {other.pid}\)"),
            state.exclusive(Settings(tmp_path)),
        ):
            pass
        other.stdin.close()
        other.wait()
    with state.exclusive(Settings(tmp_path)):
        pass


def test_the_lock_is_free_of_charge_inside_itself_and_released_at_the_end(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with state.exclusive(settings), state.exclusive(settings):
        pass
    with state.exclusive(settings):
        pass


def test_why_a_build_failed_is_kept_with_that_build_alone(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    building.note_failure(settings, "mine", "No.")
    assert building.noted_failure(settings) == ""
    state.write_note(settings, state.BUILDING, {"build_id": "other"})
    building.note_failure(settings, "mine", "No.")
    assert building.noted_failure(settings) == ""
    building.note_failure(settings, "other", "No.")
    assert building.noted_failure(settings) == "No."
