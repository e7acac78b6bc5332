"""A run that is killed at any moment leaves nothing that the next run does not put right.

Killed is a small installation, in each stage that a run tells of, at a moment that lies somewhere in it. Two are killed
while they build everything, the others while they add a day; SCOREHOUSE_KILLS asks for more moments in each stage.
"""

import os
import random
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command import Command

from orchestration.build import publishing as publish
from orchestration.settings import Settings

MOMENTS = int(os.environ.get("SCOREHOUSE_KILLS", "1"))
# Whether it is the first run that is killed.
STAGES = {
    "Landing": False,
    "Building canonical models": True,
    "Judging the rules": False,
    "Building marts": True,
    "Publishing": False,
}
# Kills while others are at work are in the short form of the sweep, too: test_failing_machines.
OFTEN = ("Landing", "Building marts")


def seconds(finished: Command, stage: str) -> float:
    """How long a stage took in the run that was not disturbed."""
    printed = (finished.settings.home / "printed").read_text(encoding="utf-8")
    found = re.search(rf"^{stage}\b.* ([\d.]+) s$", printed, re.MULTILINE)
    assert found, printed
    return float(found[1])


@pytest.mark.parametrize("moment", range(MOMENTS))
@pytest.mark.parametrize(
    "stage", [stage if stage in OFTEN else pytest.param(stage, marks=pytest.mark.thorough) for stage in STAGES]
)
def test_the_run_after_a_killed_one_publishes_what_an_undisturbed_one_does(
    stage: str, moment: int, tmp_path: Path, finished: Command, first_days: Command
) -> None:
    command = replace(finished, settings=Settings(tmp_path / "home", finished.settings.project))
    if not STAGES[stage]:
        command = first_days.copy(tmp_path / "home")
    before = publish.current(command.settings) and command.marts()

    killed = command.start("run")
    assert killed.stdout is not None
    read = ""
    while not read.endswith(stage):
        character = killed.stdout.read(1)
        assert character, read
        read += character
    time.sleep(random.Random(f"{stage} {moment}").random() * seconds(finished, stage))
    killed.kill()
    killed.communicate()

    assert (publish.current(command.settings) and command.marts()) in (before, finished.marts())
    after = command.run("run")
    assert after.returncode == 0, after.stdout + after.stderr
    assert command.marts() == finished.marts()
