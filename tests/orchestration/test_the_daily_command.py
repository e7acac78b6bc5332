"""`scorehouse run` from delivered files to published scores, as a process of its own."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command
from small_installation import LAST

from orchestration.build import publishing as publish
from orchestration.build import state
from orchestration.command import cli
from orchestration.settings import Settings

TOMORROW = "2026-03-06"


@pytest.fixture
def command(tmp_path: Path, finished: Command) -> Command:
    """A finished installation of its own, with extracts of its own."""
    extracts = Path(shutil.copytree(finished.extracts, tmp_path / "extracts"))
    return finished.copy(tmp_path / "home", extracts)


def test_a_run_of_the_whole_project_ends_with_scores_and_where_the_marts_are(company: Command) -> None:
    shown = company.run("summary", "--period", "month").stdout
    assert "simulator, 2026-02" in shown
    assert "too few to assess" in shown
    assert str(company.settings.published / "current" / publish.DATABASE) in shown
    told = company.run("status").stdout
    assert "simulator: 34 entities, 136 extracts from 2026-02-09 to 2026-02-12" in told
    assert "Nothing new since the build as of 2026-02-12 01:30:00 UTC." in told


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
    assert f"Adding 2 new extracts of {LAST}." in built.stdout
    assert command.marts() == finished.marts()


def test_files_in_doubt_are_told_by_every_landing_and_by_status_a_line_each(command: Command) -> None:
    (command.extracts / f"visitors_{LAST.replace('-', '')}.csv").write_bytes(b"visitor_id,city\n")
    (command.extracts / "visitors_2026-02-31.csv").write_bytes(b"visitor_id,city\n")
    (command.extracts / f"visitors_{TOMORROW}.csv").write_bytes(b"visitor_id,city\n")
    (command.extracts / "visits.csv").write_bytes(b"visitor_id\n")
    held = f"till.visitors of {TOMORROW} is held"
    doubt = [
        "visitors_2026-02-31.csv: 2026-02-31 in the file's name is not a date; rename the file.",
        f"visitors_{LAST}.csv and visitors_{LAST.replace('-', '')}.csv both deliver {LAST} of till.visitors; keep one.",
    ]
    for _ in range(2):
        landed = command.run("land", "--source", "till")
        assert landed.returncode == 1
        assert sorted(landed.stderr.splitlines())[1:] == doubt
        assert sorted(landed.stderr.splitlines())[0].startswith(held)
    told = command.run("status").stdout.splitlines()
    assert [line for line in told if line.startswith("Failed")] == [f"Failed     {sentence}" for sentence in doubt]
    assert "Unclaimed  till: visits.csv" in told


def test_a_faulty_file_is_told_and_costs_nobody_else(tmp_path: Path, first_days: Command) -> None:
    extracts = Path(shutil.copytree(first_days.extracts, tmp_path / "extracts"))
    faulty = extracts / f"visitors_{LAST}.csv"
    faulty.write_bytes(b"no header that anybody declared\n")
    run = first_days.copy(tmp_path / "home", extracts).run("run", "--source", "till")
    assert run.returncode == 1
    assert faulty.name in run.stderr
    assert "Traceback" not in run.stderr + run.stdout
    assert f"Adding 1 new extract of {LAST}." in run.stdout
    assert "till, 2026-03" in run.stdout


def test_a_snapshot_that_lost_most_of_its_rows_is_held_until_it_is_released(command: Command) -> None:
    lines = (command.extracts / f"visitors_{LAST}.csv").read_bytes().splitlines(keepends=True)
    (command.extracts / f"visitors_{TOMORROW}.csv").write_bytes(b"".join(lines[:5]))
    landed = command.run("land")
    assert landed.returncode == 1
    assert f"till.visitors of {TOMORROW} is held" in landed.stderr
    assert f"scorehouse release till visitors {TOMORROW}" in command.run("status").stdout
    assert last_check(command, "visitors") == "FAILED"
    assert command.run("release", "till", "visitors", TOMORROW).returncode == 0
    assert last_check(command, "visitors") == "SUCCEEDED"
    assert f"Adding 1 new extract of {TOMORROW}." in command.run("status").stdout


def last_check(command: Command, entity: str) -> str:
    """What Dagster's pages show of the check of suspect deliveries."""
    with closing(sqlite3.connect(command.settings.home / "dagster/history/runs/index.db")) as history:
        (status,) = history.execute(
            "select execution_status from asset_check_executions where asset_key like ? order by id desc limit 1",
            (f"%till%{entity}%",),
        ).fetchone()
    return str(status)


def test_a_build_that_fails_leaves_what_is_published_and_the_next_one_recovers(
    command: Command, finished: Command
) -> None:
    before = publish.current(command.settings)
    [rows] = command.settings.raw.glob(f"till/sales/extract_date={LAST}/revision=1/rows.parquet")
    intact = rows.read_bytes()
    rows.write_bytes(b"not Parquet")
    failed = command.run("build", "--full")
    assert failed.returncode == 2
    assert "sales cannot be read" in failed.stderr
    assert "land the delivery again" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert publish.current(command.settings) == before
    status = command.run("status").stdout
    assert "Built      a build has failed: A landed file of till.sales cannot be read" in status
    rows.write_bytes(intact)
    recovered = command.run("build")
    assert "the last build did not finish" in recovered.stdout
    assert command.marts() == finished.marts()


def test_two_runs_at_once_are_one_run_and_a_sentence(tmp_path: Path, installed: Command, may_build: None) -> None:
    command = replace(installed, settings=Settings(tmp_path, installed.settings.project))
    first = command.start("run", "--source", "till")
    assert first.stdout is not None
    assert first.stdout.read(7) == "Looking"
    second = command.run("run", "--source", "till")
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


@pytest.mark.parametrize("arguments", [("status",), ("summary", "--source", "sap")])
def test_a_process_that_imports_everything_itself_says_and_ends_the_same(
    finished: Command, arguments: tuple[str, ...]
) -> None:
    assert vars(finished.run(*arguments, afresh=True)) == vars(finished.run(*arguments))


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
    assert "till: 2 entities, 8 extracts from 2026-03-02 to 2026-03-05" in shown
    assert "as of 2026-03-05 01:30:00 UTC from 8 extracts" in shown
    assert state.read_note(command.settings, state.BUILDING) is None


@pytest.mark.parametrize("installation", ["finished", "company"])
def test_every_run_is_kept_in_the_history_that_the_pages_show(
    request: pytest.FixtureRequest, finished: Command, company: Command, installation: str
) -> None:
    command = {"finished": finished, "company": company}[installation]
    history = command.settings.home / "dagster" / "history" / "runs.db"
    with sqlite3.connect(history) as runs:
        jobs = runs.execute("select pipeline_name, status from runs order by id").fetchall()
    assert jobs == [("land", "SUCCESS"), ("build", "SUCCESS")]
