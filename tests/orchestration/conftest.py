"""The homes that the tests of orchestration share: a parsed project, and a small company run once by the command."""

from pathlib import Path

import pytest
from command import Command

from orchestration.settings import PROJECT, Settings
from simulator import Scenario, simulate

SMALL = Scenario(days=4, people=24, records=500)


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the extracts of a small company."""
    folder = tmp_path_factory.mktemp("delivered")
    simulate(SMALL, folder / "extracts", folder / "truth")
    return folder / "extracts"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, delivered: Path) -> Command:
    """A home in which the daily command ran undisturbed. Not to be changed: copy it."""
    command = Command(Settings(tmp_path_factory.mktemp("finished"), PROJECT), delivered)
    done = command.run("run")
    assert done.returncode == 0, done.stderr
    return command
