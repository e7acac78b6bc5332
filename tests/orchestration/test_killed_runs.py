"""A run that is killed at any moment leaves nothing that the next run does not put right.

Each kill costs a run and a half, so there are few of them; SCOREHOUSE_KILLS asks for more.
"""

import os
import random
import time
from pathlib import Path

import pytest
from command import Command

from orchestration.build import publishing as publish
from orchestration.settings import PROJECT, Settings

MOMENTS = int(os.environ.get("SCOREHOUSE_KILLS", "2"))


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_the_run_after_a_killed_one_publishes_what_an_undisturbed_one_does(
    moment: int, tmp_path: Path, finished: Command, first_days: Command, duration: float
) -> None:
    is_first = moment % 2 == 0
    command = Command(Settings(tmp_path / "home", PROJECT), finished.extracts)
    if not is_first:
        command = first_days.copy(tmp_path / "home")
    before = None if is_first else first_days.marts()

    killed = command.start("run")
    time.sleep((moment + random.Random(moment).random()) / MOMENTS * duration)
    killed.kill()
    killed.communicate()

    if before and publish.current(command.settings) and killed.returncode != 0:
        assert command.marts() in (before, finished.marts())
    after = command.run("run")
    assert after.returncode == 0, after.stderr
    assert command.marts() == finished.marts()
