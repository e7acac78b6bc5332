"""`scorehouse dbt` is dbt on a home as its last build left it, and costs the next build its trust."""

import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from command import Command

from orchestration.build import publishing, state, steps
from orchestration.build.dbt import Told
from orchestration.command import by_hand
from orchestration.errors import ScorehouseError
from orchestration.settings import PROJECT, SPARK, Settings

LAST = Told(datetime(2026, 2, 12, 1, 30), date(2026, 2, 9), frozenset({"crm"}))
AS_OF = "'{{ var(\"as_of\") }}' as as_of, '{{ var(\"since\") }}' as since"


def test_a_model_is_built_as_of_the_last_build_and_the_next_build_starts_from_nothing(
    tmp_path: Path, finished: Command
) -> None:
    command = finished.copy(tmp_path / "home")
    before = publishing.current(command.settings)

    shown = command.run(
        "dbt", "--", "show", "--inline", f"select {AS_OF}, count(*) as validations from judged.validations"
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "2026-03-05 01:30:00" in shown.stdout
    assert "Nothing new" in command.run("build").stdout

    built = command.run("dbt", "--", "build", "-s", "fct_sales+")
    assert built.returncode == 0, built.stdout + built.stderr
    assert "OK created sql table model core.fct_sales" in built.stdout
    assert "Nothing is published, and the next scorehouse build starts from nothing." in built.stdout
    assert publishing.current(command.settings) == before
    assert "Next       Building everything: scorehouse dbt has written" in command.run("status").stdout


def test_what_dbt_says_of_a_mistake_is_shown_and_ends_as_dbt_ends(tmp_path: Path, finished: Command) -> None:
    command = finished.copy(tmp_path / "home")
    mistyped = command.run("dbt", "--", "show", "--nonsense")
    assert (mistyped.returncode, mistyped.stderr) == (2, "No such option '--nonsense'.\n")
    failed = command.run("dbt", "--", "show", "--inline", "select * from nowhere")
    assert (failed.returncode != 0, "nowhere does not exist" in failed.stdout + failed.stderr) == (True, True)
    assert "Traceback" not in mistyped.stderr + failed.stderr


def test_while_another_run_is_at_work_it_is_refused_in_a_sentence(tmp_path: Path) -> None:
    settings = Settings(tmp_path, PROJECT)
    with state.exclusive(settings):
        refused = Command(settings, tmp_path).run("dbt", "--", "build")
    assert refused.returncode == 1
    assert f"Another run is at work in {tmp_path}" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(("arguments", "told"), [((), "Say what dbt is to do"), (("--", "build"), "Nothing is built")])
def test_what_cannot_be_done_is_refused_in_a_sentence(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(ScorehouseError, match=told):
        by_hand.run_dbt(Settings(tmp_path, PROJECT), arguments)


def test_variables_of_ones_own_take_the_place_of_those_of_the_last_build() -> None:
    typed = by_hand.with_variables(["build"], LAST)
    assert typed[1:3] == [
        "--vars",
        '{"as_of": "2026-02-12 01:30:00", "since": "2026-02-09", "landed_sources": ["crm"]}',
    ]
    for own in (["--vars", "{as_of: 2026-01-01}"], ["--vars={as_of: 2026-01-01}"]):
        assert by_hand.with_variables(["build", *own], LAST)[: 1 + len(own)] == ["build", *own]
        assert sum(word.startswith("--vars") for word in by_hand.with_variables(["build", *own], LAST)) == 1


def test_on_another_engine_nothing_is_added_to_what_a_build_there_may_not_have_made() -> None:
    told = by_hand.with_variables(["build"], LAST, SPARK)[2]
    assert told == '{"as_of": "2026-02-12 01:30:00", "since": "0001-01-01", "landed_sources": ["crm"]}'


def test_after_a_build_that_did_not_finish_dbt_has_its_variables_and_the_next_build_starts_from_nothing(
    tmp_path: Path,
) -> None:
    settings = Settings(tmp_path, PROJECT)
    told = {"as_of": str(LAST.as_of), "since": str(LAST.since), "sources": ["crm"]}
    note = {"build_id": "first", "is_full": True, "fingerprint": "code"} | told
    state.write_note(settings, state.BUILDING, note)
    assert [steps.by_hand(settings, writes=writes) for writes in (False, True)] == [LAST, LAST]
    assert steps.is_unfinished(settings)
    assert steps.last_built(settings) is None


@pytest.mark.parametrize("home", [None, pytest.param("home", marks=pytest.mark.thorough)])
def test_dbt_by_itself_is_refused_in_a_sentence_and_writes_nothing(tmp_path: Path, home: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCOREHOUSE_")}
    if home:
        (tmp_path / home).mkdir()
        environment["SCOREHOUSE_HOME"] = str(tmp_path / home)
    project = tmp_path / "checkout" / "dbt_project"
    left = shutil.ignore_patterns("target", "models", "seeds", "tests")
    shutil.copytree(PROJECT / "dbt_project", project, ignore=left)
    (project / "models").mkdir()
    (project / "models" / "one.sql").write_text("select 1 as one")
    dbt = [str(Path(sys.executable).with_name("dbt")), "build", "--no-use-colors"]
    refused = subprocess.run(dbt, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    told = "start it with .venv/bin/scorehouse dbt -- build."
    assert told in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    assert not (tmp_path / "checkout" / "data").exists()
