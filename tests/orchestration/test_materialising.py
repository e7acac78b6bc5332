"""Materialising one mart in Dagster brings the whole warehouse up to date; where nothing is new, nothing is built."""

import json
import subprocess
import sys
from pathlib import Path

from command import Command

from orchestration.build import publishing

PROGRAM = """
import fcntl, json, os
import dagster as dg
from orchestration.definitions import building_defs, shared_resources
from orchestration.defs import resources
from orchestration.settings import Settings

settings = Settings.from_environment()
job = building_defs(settings, shared_resources(settings)).resolve_implicit_global_asset_job_def()


def materialise(**selected):
    result = job.execute_in_process(instance=instance, raise_on_error=False, **selected)
    made = [event.step_materialization_data.materialization for event in result.all_events
            if event.is_step_materialization]
    checks = {one.check_name: one.passed for one in result.get_asset_check_evaluations()}
    told.append({
        "success": result.success,
        "made": sorted(one.asset_key.to_user_string() for one in made),
        "checks": checks,
        "waited": sum(event.event_type_value == "STEP_UP_FOR_RETRY" for event in result.all_events),
    })


told = []
mart = dg.AssetKey(["core", "fct_sales"])
with dg.DagsterInstance.ephemeral() as instance:
    materialise(asset_selection=[mart])
    materialise(asset_selection=[mart])
    resources.WAITS, resources.SECONDS_BETWEEN = 1, 0
    with (settings.state / "lock").open("r+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        materialise(asset_selection=[mart])
print(json.dumps(told))
"""


def test_a_mart_is_materialised_with_all_others_once_and_waits_for_a_command_that_is_at_work(
    first_days: Command, finished: Command, tmp_path: Path
) -> None:
    command = first_days.copy(tmp_path / "home")
    assert command.run("land").returncode == 0
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=command.settings.project,
        env=command.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    first, again, occupied = json.loads(ran.stdout.splitlines()[-1])

    assert first["success"]
    assert {"core/fct_sales", "intermediate/int_sales", "judged/failures", "kpi/mart_data_quality"} <= set(
        first["made"]
    )
    assert "published/marts" in first["made"]
    assert command.marts() == finished.marts()
    assert first["checks"]["sale__visitor_present"] is False  # one in ten
    assert first["checks"]["is_of_the_day_due"] is True  # nothing is promised

    assert again["success"]
    assert again["made"] == []
    assert again["checks"] == first["checks"]
    assert "Nothing new" in command.run("build").stdout
    assert publishing.current(command.settings) is not None

    assert (occupied["waited"], occupied["made"]) == (1, [])
