"""A home in which the tests land and build, with the steps of the daily command but without Dagster around them."""

import os
import random
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from expectations.runner import judge
from orchestration.build import dbt as transform
from orchestration.build import publishing as publish
from orchestration.build import steps as building
from orchestration.build.dbt import NodeResult
from orchestration.build.plan import Plan
from orchestration.command.demo import REAL
from orchestration.connectors import ingest
from orchestration.connectors.deliveries import find_deliveries
from orchestration.connectors.ingest import Wanted
from orchestration.connectors.landing import Landed, land
from orchestration.settings import PROJECT, Settings
from simulator import Scenario, simulate

# The demonstration's company, or a large one for a comparison with the truth that is too long for every day.
MANY_RECORDS = int(os.environ.get("SCOREHOUSE_TRUTH_RECORDS", "0"))
SCENARIO = Scenario(days=60, people=300, records=MANY_RECORDS) if MANY_RECORDS else Scenario()
REAL_DATA = Path(os.environ.get("SCOREHOUSE_REAL_DATA") or PROJECT.parent / "shared" / "data")


@dataclass(frozen=True)
class Kept:
    """The files of one finished build."""

    warehouse: Path
    judged: Path
    published: Path

    @classmethod
    def of(cls, folder: Path) -> "Kept":
        """What was kept in a folder."""
        return cls(folder / "warehouse.duckdb", folder / "judged.duckdb", folder / publish.DATABASE)


@dataclass(frozen=True)
class Home:
    """A folder that holds everything a run writes, the checkout it runs from, and the connections open to it."""

    folder: Path
    project: Path = PROJECT
    _open: dict[str, duckdb.DuckDBPyConnection] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return Settings(self.folder, self.project)

    @property
    def extracts(self) -> Path:
        return self.folder / "extracts" / "simulator"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"

    def simulate(self, scenario: Scenario) -> None:
        simulate(scenario, self.extracts, self.truth)

    def land(self, days: Collection[date] | None = None, sources: tuple[str, ...] = ("simulator",)) -> list[Landed]:
        """Land the deliveries of some days, or of all; one that fails is an error of the test."""
        landed = []
        for source, entity in ingest.declared(self.settings, Wanted(sources=sources)):
            landed += list(ingest.land_days(self.settings, source, entity, days))
        assert {outcome.status for outcome in landed if isinstance(outcome, Landed)} <= {"landed", "unchanged"}
        assert not [outcome.message for outcome in landed if not isinstance(outcome, Landed)]
        return landed

    def land_in_no_order(self, days: Collection[date]) -> None:
        """Land the simulator's deliveries of some days, shuffled."""
        deliveries = [
            (delivery, source, entity)
            for source, entity in ingest.declared(self.settings, Wanted(sources=("simulator",)))
            for delivery in find_deliveries(source, entity, self.extracts)
            if delivery.extract_date in days
        ]
        assert deliveries
        random.Random(5).shuffle(deliveries)
        for delivery, source, entity in deliveries:
            land(delivery, source, entity, self.settings.raw, self.settings.held)

    def build(self, *, as_of: datetime | None = None, tested: bool = False, interrupted: str = "") -> Plan:
        """Do what the daily command would do now; only where `tested` with dbt's own tests and with pages.

        With the name of a model in `interrupted` the marts fail after it, and are taken up again from the beginning.
        """
        self.close()
        made = building.make_plan(self.settings, as_of=as_of)
        if made.mode != "nothing":
            build = building.begin(self.settings, made, "test")
            canonical, marts = (
                stage if tested else replace(stage, exclude=f"{stage.exclude} resource_type:test".strip())
                for stage in (transform.CANONICAL, transform.MARTS)
            )
            self._stage(build, canonical)
            pages = self.settings.data_docs if tested else None
            judge(self.settings.warehouse, self.settings.judged, full=build.is_full, data_docs=pages)
            if interrupted:
                self._stage(build, replace(marts, select=f"{marts.select},+{interrupted}"))
            self._stage(build, marts)
            building.finish(self.settings, build)
        return made

    def part(self, select: str) -> list[NodeResult]:
        """Begin a build that gets no further than some models, and say what became of each."""
        self.close()
        build = building.begin(self.settings, building.make_plan(self.settings), "test")
        # Whether staging keeps to what has landed is asked of all of it, of which a part may not be there.
        stage = transform.Stage("part", select=select, exclude="test_name:as_many_as_landed")
        return building.run_dbt(self.settings, build, stage)

    def _stage(self, build: building.Build, stage: transform.Stage) -> None:
        fault = transform.failure(building.run_dbt(self.settings, build, stage), self.settings)
        assert not fault, fault

    def keep(self, folder: Path) -> Kept:
        """Copy what was built, so that the home can be used for another build."""
        folder.mkdir(parents=True)
        published = publish.current(self.settings)
        assert published is not None
        for file in (self.settings.warehouse, self.settings.judged, published / publish.DATABASE):
            shutil.copy(file, folder)
        return Kept.of(folder)

    def leave(self, folder: Path) -> None:
        """Copy all that was written but the parsed project, for tests that only read it."""
        self.close()
        shutil.copytree(self.folder, folder, symlinks=True, ignore=lambda _, names: {"dbt"} & {*names})

    def wipe(self, *kept: str) -> None:
        """Forget all data, but for what is named, and the parsed project, because parsing is what takes long."""
        self.close()
        for item in self.folder.iterdir():
            if item.name not in ("dbt", *kept):
                shutil.rmtree(item) if item.is_dir() else item.unlink()

    def unbuild(self) -> None:
        """Forget what was built, and keep what is landed: reading files again takes as long as building from them."""
        self.wipe("extracts", "truth", "raw", "compacted")

    def built_at_once(self, folder: Path) -> Kept:
        """What comes out where all that was landed here is built for the first time, in another home."""
        other = Home(folder / "home", self.project)
        for name in ("raw", "compacted"):
            shutil.copytree(self.folder / name, other.folder / name)
        assert other.build().mode == "full"
        return other.keep(folder / "at once")

    def close(self) -> None:
        """Let go of the files."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def warehouse(self, query: str) -> duckdb.DuckDBPyRelation:
        """The answer of the warehouse with all its schemas and of the judged file as `judged`."""
        if "warehouse" not in self._open:
            self._open["warehouse"] = duckdb.connect()
            for alias, file in (("judged", self.settings.judged), ("warehouse", self.settings.warehouse)):
                self._open["warehouse"].execute(f"attach '{file}' as {alias} (read_only)")
            self._open["warehouse"].execute("use warehouse")
        return self._open["warehouse"].sql(query)

    def published(self, query: str) -> duckdb.DuckDBPyRelation:
        """The answer of the copy that everybody reads."""
        if "published" not in self._open:
            folder = publish.current(self.settings)
            assert folder is not None
            self._open["published"] = duckdb.connect(folder / publish.DATABASE, read_only=True)
        return self._open["published"].sql(query)


def company_with_real_sources(home: Home) -> None:
    """The demonstration: the simulator's default company and, where they are at hand, the real data sets."""
    home.simulate(SCENARIO)
    sources = ["simulator"]
    for source, name in REAL.items():
        if (REAL_DATA / name).is_dir():
            (home.folder / "extracts" / source).symlink_to(REAL_DATA / name)
            sources.append(source)
    home.land(sources=tuple(sources))
    home.build(tested=True)


def real_folder(source: str) -> Path:
    """The folder of a real data set; the test is skipped where there is none."""
    folder = REAL_DATA / REAL[source]
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}; set SCOREHOUSE_REAL_DATA to the folder that holds {REAL[source]}")
    return folder
