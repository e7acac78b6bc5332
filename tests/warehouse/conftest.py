"""The homes that the warehouse's tests share."""

from datetime import date
from pathlib import Path

import company_at_work
import pytest
import warehouse_home
from made_once import made_once
from warehouse_home import Home


@pytest.fixture(scope="session")
def built(shared: Path, may_build: None) -> Home:
    """The demonstration's data, built once; tests only read it."""
    return Home(made_once(shared / "built", lambda folder: warehouse_home.company_with_real_sources(Home(folder))))


@pytest.fixture(scope="session")
def at_work_folder(shared: Path, may_build: None) -> Path:
    """The company at work, built in two steps."""

    def make(folder: Path) -> None:
        home = Home(folder / "home")
        company_at_work.deliver(home.extracts)
        modes = []
        for extracts in company_at_work.STEPS:
            home.land([date.fromisoformat(extract) for extract in extracts])
            modes.append(home.build().mode)
        assert modes == ["full", "incremental"]

    return made_once(shared / "at_work", make)


@pytest.fixture(scope="session")
def at_work(at_work_folder: Path) -> Home:
    """The company at work, built in steps; tests only read it."""
    return Home(at_work_folder / "home")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    """A home for builds one after the other: dbt's project is parsed once for a home."""
    return Home(tmp_path_factory.mktemp("workshop"))
