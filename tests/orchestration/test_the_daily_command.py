"""`scorehouse run` from delivered files to published scores, as a process of its own."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from command import Command

from orchestration.build import publishing as publish
from orchestration.build import state
from orchestration.command import cli
from orchestration.settings import PROJECT, Settings


@pytest.fixture
def command(tmp_path: Path, finished: Command) -> Command:
    """A finished installation of its own, with extracts of its own."""
    extracts = Path(shutil.copytree(finished.extracts, tmp_path / "extracts"))
    return finished.copy(tmp_path / "home", extracts)


def test_a_run_ends_with_scores_and_where_the_marts_are(finished: Command) -> None:
    shown = finished.run("summary", "--period", "month").stdout
    assert "simulator, 2026-02" in shown
    assert "too few to assess" in shown
    assert str(finished.settings.published / "current" / publish.DATABASE) in shown


def test_a_second_run_has_nothing_to_do(command: Command) -> None:
    before = publish.current(command.settings)
    again = command.run("run")
    assert again.returncode == 0
    assert "Nothing new since the build as of" in again.stdout
    assert publish.current(command.settings) == before


def test_adding_a_day_gives_the_marts_of_all_days_at_once(
    tmp_path: Path, first_days: Command, finished: Command
) -> None:
    command = first_days.copy(tmp_path / "home")
    assert command.run("land").returncode == 0
    built = command.run("build")
    assert built.returncode == 0, built.stderr
    assert "Adding 20 new extracts of 2026-02-12." in built.stdout
    assert command.marts() == finished.marts()


def test_a_faulty_file_is_told_and_costs_nobody_else(tmp_path: Path, first_days: Command) -> None:
    extracts = Path(shutil.copytree(first_days.extracts, tmp_path / "extracts"))
    faulty = next(extracts.glob("orders_2026-02-12*"))
    faulty.write_bytes(b"no header that anybody declared\n")
    run = first_days.copy(tmp_path / "home", extracts).run("run", "--source", "simulator")
    assert run.returncode == 1
    assert faulty.name in run.stderr
    assert "Traceback" not in run.stderr + run.stdout
    assert "19 extracts" in run.stdout
    assert "simulator, 2026-02" in run.stdout


def test_a_snapshot_that_lost_most_of_its_rows_is_held_until_it_is_released(command: Command) -> None:
    file = next(command.extracts.glob("employees_2026-02-12*"))
    lines = file.read_bytes().splitlines(keepends=True)
    later = file.with_name(file.name.replace("2026-02-12", "2026-02-13"))
    later.write_bytes(b"".join(lines[:5]))
    landed = command.run("land")
    assert landed.returncode == 1
    assert "simulator.employees of 2026-02-13 is held" in landed.stderr
    assert "scorehouse release simulator employees 2026-02-13" in command.run("status").stdout
    assert command.run("release", "simulator", "employees", "2026-02-13").returncode == 0
    assert "Adding 1 new extract of 2026-02-13." in command.run("status").stdout


@pytest.mark.slow
def test_a_build_that_fails_leaves_what_is_published_and_the_next_one_recovers(
    command: Command, finished: Command
) -> None:
    before = publish.current(command.settings)
    [rows] = command.settings.raw.glob("simulator/orders/extract_date=2026-02-12/revision=1/rows.parquet")
    intact = rows.read_bytes()
    rows.write_bytes(b"not Parquet")
    failed = command.run("build", "--full")
    assert failed.returncode == 2
    assert "orders cannot be read" in failed.stderr
    assert "land the delivery again" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert publish.current(command.settings) == before
    status = command.run("status").stdout
    assert "Built      a build has failed: A landed file of simulator.orders cannot be read" in status
    rows.write_bytes(intact)
    recovered = command.run("build")
    assert "the last build did not finish" in recovered.stdout
    assert command.marts() == finished.marts()


def test_two_runs_at_once_are_one_run_and_a_sentence(tmp_path: Path, finished: Command) -> None:
    command = Command(Settings(tmp_path, PROJECT), finished.extracts)
    first = command.start("run", "--source", "simulator")
    assert first.stdout is not None
    assert first.stdout.read(7) == "Looking"
    second = command.run("run", "--source", "simulator")
    assert second.returncode == 1
    assert f"Another run is at work in {tmp_path} (process {first.pid})" in second.stderr
    assert "Traceback" not in second.stderr
    first.kill()
    first.communicate()


@pytest.mark.parametrize("name", ["run", "summary"])
def test_a_source_that_is_not_declared_is_refused_in_a_sentence(finished: Command, name: str) -> None:
    asked = finished.run(name, "--source", "sap")
    assert asked.returncode == 1
    assert asked.stderr.startswith("There is no source 'sap'")
    assert asked.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("build", "--as-of", "nonsense"), "'nonsense' is no time; write it as 2026-03-02T01:30:00, in UTC"),
        (("land", "--from", "02.03.2026"), "'02.03.2026' is no day; write it as 2026-03-02"),
        (("calendar", "DE", "--years", "soon"), "'soon' are no years; write 2026, or 2026-2028"),
    ],
)
def test_a_mistyped_option_is_told_how_it_is_written(
    capsys: pytest.CaptureFixture[str], arguments: tuple, told: str
) -> None:
    with pytest.raises(SystemExit):
        cli.parser().parse_args(arguments)
    assert told in capsys.readouterr().err


def test_the_status_tells_what_is_landed_built_and_published(command: Command) -> None:
    shown = command.run("status").stdout
    assert "simulator: 20 entities, 80 extracts from 2026-02-09 to 2026-02-12" in shown
    assert "as of 2026-02-12 01:30:00 UTC from 80 extracts" in shown
    assert state.read_note(command.settings, state.BUILDING) is None


def test_every_run_is_kept_in_the_history_that_the_pages_show(finished: Command) -> None:
    history = finished.settings.home / "dagster" / "history" / "runs.db"
    with sqlite3.connect(history) as runs:
        jobs = runs.execute("select pipeline_name, status from runs order by id").fetchall()
    assert jobs == [("land", "SUCCESS"), ("build", "SUCCESS")]
