"""The homes that the warehouse's tests share."""

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
def at_work(shared: Path, may_build: None) -> Home:
    """The company at work, built at once from all its extracts; tests only read it."""

    def make(folder: Path) -> None:
        home = Home(folder)
        company_at_work.deliver(home.extracts)
        home.land()
        home.build(tested=True)

    return Home(made_once(shared / "at_work", make))


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    """A home for builds one after the other: dbt's project is parsed once for a home."""
    return Home(tmp_path_factory.mktemp("workshop"))
