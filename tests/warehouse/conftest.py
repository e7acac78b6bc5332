"""The two homes that the warehouse's tests share."""

import fcntl
import os
import shutil

import pytest
import warehouse_home
from warehouse_home import Home

from orchestration import publish


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration's data, built once, also where several workers share the tests; tests only read it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home = Home(shared / "built")
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if publish.current(home.settings) is None:  # publishing comes last
            shutil.rmtree(home.folder, ignore_errors=True)
            warehouse_home.company_with_real_sources(home)
    return home


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home for builds one after the other: dbt's project is parsed once for a home."""
    return Home(tmp_path_factory.mktemp("workshop"))
