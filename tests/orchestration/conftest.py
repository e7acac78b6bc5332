"""The homes that the tests of orchestration share: a small company run by the command, once for all workers."""

import time
from pathlib import Path

import pytest
from command import Command
from made_once import made_once

from orchestration.settings import PROJECT, Settings
from simulator import Scenario, simulate

SMALL = Scenario(days=4, people=24, records=500)
ALL_BUT_LAST = "2026-02-11"


@pytest.fixture(scope="session")
def delivered(shared: Path) -> Path:
    """Folder of the extracts of a small company."""
    return made_once(shared / "delivered", lambda folder: simulate(SMALL, folder, shared / "delivered truth"))


@pytest.fixture(scope="session")
def finished(shared: Path, delivered: Path) -> Command:
    """A home in which the daily command ran undisturbed. Not to be changed: copy it."""

    def make(home: Path) -> None:
        began = time.monotonic()
        done = Command(Settings(home, PROJECT), delivered).run("run")
        assert done.returncode == 0, done.stderr
        (home / "seconds").write_text(str(time.monotonic() - began))

    return Command(Settings(made_once(shared / "finished", make), PROJECT), delivered)


@pytest.fixture(scope="session")
def duration(finished: Command) -> float:
    """Seconds that a first run took undisturbed."""
    return float((finished.settings.home / "seconds").read_text())


@pytest.fixture(scope="session")
def first_days(shared: Path, delivered: Path) -> Command:
    """A home in which all days but the last are built. Not to be changed: copy it."""

    def make(home: Path) -> None:
        command = Command(Settings(home, PROJECT), delivered)
        assert command.run("land", "--source", "simulator", "--to", ALL_BUT_LAST).returncode == 0
        assert command.run("build").returncode == 0

    return Command(Settings(made_once(shared / "first_days", make), PROJECT), delivered)
