"""The homes that the tests of orchestration share: made by the command, once for all workers."""

from pathlib import Path

import pytest
import small_installation
from command import Command
from made_once import made_once
from small_installation import ALL_BUT_LAST, SOURCE

from orchestration.settings import PROJECT, Settings
from simulator import Scenario, simulate

SIMULATED = Scenario(days=4, people=24, records=500)


@pytest.fixture(scope="session")
def delivered(shared: Path) -> Path:
    """Folder of the extracts of a simulated company."""
    return made_once(shared / "delivered", lambda folder: simulate(SIMULATED, folder, shared / "delivered truth"))


@pytest.fixture(scope="session")
def company(shared: Path, delivered: Path, may_build: None) -> Command:
    """The real project, in which the daily command ran afresh on the simulated company. Not to be changed."""

    def make(home: Path) -> None:
        done = Command(Settings(home, PROJECT), delivered).run("run", afresh=True)
        assert done.returncode == 0, done.stdout + done.stderr

    return Command(Settings(made_once(shared / "company", make), PROJECT), delivered)


@pytest.fixture(scope="session")
def installed(shared: Path) -> Command:
    """A small installation that has not run yet. Not to be changed: copy it."""

    def make(folder: Path) -> None:
        small_installation.install(folder / "checkout")
        small_installation.deliver(folder / "extracts")

    folder = made_once(shared / "installed", make)
    return Command(Settings(folder / "home", folder / "checkout"), folder / "extracts", SOURCE)


@pytest.fixture(scope="session")
def first_days(shared: Path, installed: Command, may_build: None) -> Command:
    """A small installation in which all days but the last are built. Not to be changed: copy it."""

    def make(home: Path) -> None:
        command = Command(Settings(home, installed.settings.project), installed.extracts, SOURCE)
        landed = command.run("land", "--to", ALL_BUT_LAST)
        assert landed.returncode == 0, landed.stderr
        built = command.run("build")
        assert built.returncode == 0, built.stdout + built.stderr

    home = made_once(shared / "first_days", make)
    return Command(Settings(home, installed.settings.project), installed.extracts, SOURCE)


@pytest.fixture(scope="session")
def finished(shared: Path, installed: Command, may_build: None) -> Command:
    """A small installation in which the daily command ran undisturbed. Not to be changed: copy it."""

    def make(home: Path) -> None:
        done = Command(Settings(home, installed.settings.project), installed.extracts, SOURCE).run("run")
        assert done.returncode == 0, done.stdout + done.stderr
        (home / "printed").write_text(done.stdout, encoding="utf-8")

    home = made_once(shared / "finished", make)
    return Command(Settings(home, installed.settings.project), installed.extracts, SOURCE)
