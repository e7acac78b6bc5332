"""The two homes that the warehouse's tests share, and which tests one worker of several runs."""

from pathlib import Path

import pytest
import warehouse_home
from warehouse_home import Home

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` no worker builds what another one builds too."""
    for item in items:
        if HERE in item.path.parents:
            names = getattr(item, "fixturenames", ())
            item.add_marker(pytest.mark.xdist_group("built" if "built" in names else item.path.stem))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration's data, built once; tests only read it."""
    return warehouse_home.company_with_real_sources(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home for builds one after the other: dbt's project is parsed once for a home."""
    return Home(tmp_path_factory.mktemp("workshop"))
