"""A whole run of a small installation on a Spark engine without a JVM: it publishes what a run on DuckDB publishes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sail
from command import Command

from orchestration.settings import DELTA, SPARK, Settings


@dataclass(frozen=True)
class OnSpark(Command):
    """`scorehouse` with its warehouse on Spark."""

    connection: str = ""
    tables: str = DELTA

    @property
    def environment(self) -> dict[str, str]:
        own = {"SCOREHOUSE_SPARK": self.connection, "SCOREHOUSE_SPARK_TABLES": self.tables}
        return {**super().environment, "SCOREHOUSE_ENGINE": SPARK, **own}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    sail.skip_without_the_extra()
    with sail.serving(tmp_path_factory.mktemp("sail")) as connection:
        yield connection


def beside(command: Command, home: Path, connection: str) -> OnSpark:
    """A home with the landed deliveries of another one."""
    home.mkdir()
    shutil.copytree(command.settings.raw, home / "raw")
    return OnSpark(Settings(home, command.settings.project), command.extracts, command.source, connection)


def test_a_build_on_spark_publishes_what_one_on_duckdb_publishes_and_adds_the_next_day(
    first_days: Command, connection: str, tmp_path: Path
) -> None:
    here, there = first_days.copy(tmp_path / "here"), beside(first_days, tmp_path / "there", connection)
    done = there.run("build", afresh=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert there.marts() == here.marts()

    again = there.run("build", afresh=True)
    assert "Nothing new since the build" in again.stdout, again.stdout + again.stderr

    for command in (here, there):
        done = command.run("run", afresh=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Adding 2 new extracts of" in done.stdout
    assert there.marts() == here.marts()
    assert not {"judging", "reading", "warehouse.duckdb"} & {path.name for path in there.settings.home.iterdir()}


def test_with_tables_of_parquet_a_later_day_is_built_from_nothing(
    first_days: Command, connection: str, tmp_path: Path
) -> None:
    here, there = first_days.copy(tmp_path / "here"), beside(first_days, tmp_path / "there", connection)
    there = replace(there, tables="parquet")
    assert there.run("build", afresh=True).returncode == 0
    assert here.run("run", afresh=True).returncode == 0
    done = there.run("run", afresh=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Building everything: nothing can be added to tables of this format." in done.stdout
    assert there.marts() == here.marts()


@pytest.mark.parametrize(
    ("connection", "code", "told"),
    [
        ("sc://127.0.0.1:9", 2, "No Spark answers at 127.0.0.1:9"),
        ("thrift://127.0.0.1:9", 1, "SCOREHOUSE_SPARK is a Thrift server"),
    ],
)
def test_a_spark_on_which_no_build_can_be_made_is_told_in_a_sentence(
    first_days: Command, tmp_path: Path, connection: str, code: int, told: str
) -> None:
    sail.skip_without_the_extra()
    done = beside(first_days, tmp_path / "there", connection).run("build", afresh=True)
    assert done.returncode == code
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
