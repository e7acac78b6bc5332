"""What every test starts from: nobody's own settings, and a folder that all workers share.

Here it is also said which tests build a warehouse, by the fixtures they take, and in which order two workers run files.
"""

import gc
import os
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import duckdb
import made_once
import may_build as permission
import pytest

from orchestration.build import dbt

_OWN = ("SCOREHOUSE_HOME", "SCOREHOUSE_SALT", "SCOREHOUSE_EXTRACTS_")
_PERMISSION = "may_build"
_WORKER = "PYTEST_XDIST_WORKER"


def pytest_configure() -> None:
    gc.set_threshold(50_000)  # as the command line does, whose builds are made here without it


@pytest.fixture(scope="session")
def may_build() -> None:
    """Taken, directly or through other fixtures, by every test that builds a warehouse."""
    permission.allow()


@pytest.fixture(scope="session", autouse=True)
def nobody_builds_without_saying_so() -> Iterator[None]:
    build = dbt.build

    @wraps(build)
    def refusing(*given: Any, **named: Any) -> list[dbt.NodeResult]:  # noqa: ANN401 - as it takes them
        permission.refuse_unless_allowed()
        return build(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt, "build", refusing)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark the tests that build, and let two workers never wait for each other.

    Of each home that is shared, one file comes before all others, so that the home is there when the next one needs it.
    Then come the files that build for themselves, which take long, and at the end those that build nothing.
    """
    for item in items:
        if _PERMISSION in item.fixturenames:
            item.add_marker("builds")
    first: dict[str, Path] = {}
    for item in items:
        for home in _shared_homes(item):
            first.setdefault(home, item.path)
    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min(ranks.get(item.path, 3), _rank(item, set(first.values())))
    items.sort(key=lambda item: ranks[item.path])


def _rank(item: pytest.Function, first: set[Path]) -> int:
    if _PERMISSION not in item.fixturenames:
        return 3
    if item.path in first:
        return 0
    return 2 if _shared_homes(item) else 1


def _shared_homes(item: pytest.Function) -> set[str]:
    """The fixtures that a test takes and that build a home for the whole run, by name."""
    found = item._fixtureinfo.name2fixturedefs
    return {name for name, [*_, last] in found.items() if last.scope == "session" and _PERMISSION in last.argnames}


@pytest.fixture(scope="session", autouse=True)
def nobodys_own_settings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(_OWN)]:
            patch.delenv(name)
        if _WORKER in os.environ:  # as many workers as cores, so that a second thread has no core of its own
            patch.setenv("SCOREHOUSE_THREADS", "1")
            patch.setattr(duckdb, "connect", _with_one_thread)
        yield


_connect = duckdb.connect


@wraps(_connect)
def _with_one_thread(*given: Any, **named: Any) -> duckdb.DuckDBPyConnection:  # noqa: ANN401 - as DuckDB takes them
    """Threads that wait for each other's turn take a quarter of what a build takes on its core."""
    connection = _connect(*given, **named)
    connection.execute("set threads = 1")
    return connection


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_the_disk() -> Iterator[None]:
    """What a power cut leaves is no matter of what is written in this process; a file waits four times for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of these tests have in common, and with SCOREHOUSE_TEST_HOME later runs, too."""
    if kept := os.environ.get(made_once.KEPT):
        folder = Path(kept).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    own = tmp_path_factory.getbasetemp()
    return own.parent if _WORKER in os.environ else own
