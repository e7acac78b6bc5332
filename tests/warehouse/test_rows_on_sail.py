"""The demonstration built on a Spark engine without a JVM has the rows that DuckDB has, in every model.

Up to three days before its end it is built from nothing, and the rest is added; a model that has failed after it had
forgotten what it was to make is made by the next build. Before a release each day is added by itself, and all is built
from nothing over what is there by then.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sail
from builds_compared import LEFT_OUT, MADE_ANEW, OF_THE_BUILD
from rows_compared import difference
from warehouse_home import Home

from orchestration.build import dbt, steps
from orchestration.build.parsing import parsed
from orchestration.settings import SPARK, Settings

# Hashes are the engine's own.
HASHES = {"fingerprint"}
# It forgets the periods that it makes, and fails before it has made them.
STOPPED = "kpi_data_quality_scores"
# What dbt's own tests ask of rows they ask on DuckDB, of the same ones.
STAGES = [replace(stage, exclude=f"{stage.exclude} resource_type:test".strip()) for stage in (dbt.CANONICAL, dbt.MARTS)]


@dataclass(frozen=True)
class OnSail:
    """The demonstration on a server of Sail's, beside its build by DuckDB."""

    built: Home
    settings: Settings
    spark: Any
    folder: Path

    @property
    def days(self) -> list[tuple[date, datetime]]:
        """The extract dates of the company, each with the instant at which it ended."""
        return self.built.warehouse("""
            select extract_date, max(cutoff_at) from intermediate.int_extracts where source = 'simulator'
            group by extract_date order by extract_date
        """).fetchall()

    def build(self, day: date, as_of: datetime, since: date = date.min) -> str:
        """Build as of a day: from nothing, or what was delivered since another one. What failed, in a sentence."""
        self._show_what_was_judged(day)
        entities = "select source, entity from intermediate.int_extracts where source = 'simulator'"
        new = None if since == date.min else frozenset(self.built.warehouse(entities).fetchall())
        build = steps.Build("test", new is None, "", as_of, since, new)
        for stage in STAGES:
            if told := dbt.failure(steps.run_dbt(self.settings, build, stage), self.settings):
                return told
        return ""

    def build_alone(self, model: str, as_of: datetime, since: date) -> str:
        """Build one of the marts where what it reads is there. What failed, in a sentence."""
        results = dbt.build(self.settings, STAGES[-1], dbt.Told(as_of, since), [f"model.scorehouse.{model}"])
        assert [result.name for result in results if result.kind == "model"] == [model]
        return dbt.failure(results, self.settings)

    @contextmanager
    def failing(self, model: str) -> Iterator[None]:
        """A model that fails while its rows are computed."""
        node = parsed(self.settings).nodes[f"model.scorehouse.{model}"]
        said = node.raw_code
        node.raw_code = f"select * from (\n{said}\n) as told where raise_error('planted') is null"
        try:
            yield
        finally:
            node.raw_code = said

    def differences(self, names: Sequence[str] = (), *, whole: bool = False) -> dict[str, str]:
        """What differs from DuckDB's rows, by table or view: of some, or of all.

        DuckDB's build was a whole one; what is about a build differs from it where this one was not. Of the views those
        that anybody may read: what is in the others, the tables hold that are made of them.
        """
        ignored = HASHES if whole else HASHES | OF_THE_BUILD
        tables, views = (
            {
                name
                for (name,) in self.built.warehouse(f"""
                select schema_name || '.' || {kind}_name from duckdb_{kind}s()
                where database_name = 'warehouse' and not internal
            """).fetchall()
            }
            for kind in ("table", "view")
        )
        shown = tables | (views if whole else views & self._public())
        assert len(tables) > 150
        with self._published():
            told = {
                name: difference(self.built.warehouse(self._asked(name)), self._rows(name), ignored)
                for name in names or sorted(shown if whole else shown - MADE_ANEW)
            }
        return {name: sentence for name, sentence in told.items() if sentence}

    def _public(self) -> set[str]:
        nodes = parsed(self.settings).nodes.values()
        return {f"{node.schema}.{node.name}" for node in nodes if getattr(node, "access", None) == "public"}

    def _rows(self, name: str) -> Any:  # noqa: ANN401 - Arrow
        return self.spark.sql(self._asked(name)).toArrow()

    def _asked(self, name: str) -> str:
        return f"select * from {name} where not ({LEFT_OUT.get(name, 'false')})"

    @contextmanager
    def _published(self) -> Iterator[None]:
        """With what DuckDB's build wrote at its end, which views show."""
        raw, others = self.settings.raw, self.built.settings
        for folder in (others.publications, others.kept):
            shutil.copytree(folder, raw / folder.relative_to(others.raw), dirs_exist_ok=True)
        try:
            yield
        finally:
            self.unpublish()

    def unpublish(self) -> None:
        """Without that: a build reads what earlier ones have published."""
        for folder in (self.settings.publications, self.settings.kept):
            for file in folder.rglob("*.parquet"):
                if file.stem != "contract":
                    file.unlink()

    def _show_what_was_judged(self, day: date) -> None:
        """The judged tables as they stood on a day are DuckDB's: rules are not judged on Spark."""
        self.spark.sql("create schema if not exists judged")
        with duckdb.connect(self.built.settings.judged, read_only=True) as judged:
            for (table,) in judged.execute("select table_name from duckdb_tables()").fetchall():
                place = self.folder / str(day) / table
                place.mkdir(parents=True, exist_ok=True)
                rows = judged.table(table)
                if "extract_date" in rows.columns:
                    rows = rows.filter(f"extract_date <= date '{day}'")
                rows.write_parquet(str(place / "rows.parquet"))
                self.spark.sql(f"drop table if exists judged.{table}")
                self.spark.sql(f"create table judged.{table} using parquet location '{place}'")


@pytest.fixture(scope="module")
def on_sail(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnSail]:
    """A server that ends with these tests, and the demonstration as it is landed there."""
    sail.skip_without_the_extra()
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("sail")
    built.leave(folder / "home")
    with sail.serving(folder) as connection:
        settings = Settings(folder / "home", engine=SPARK, connection=connection)
        spark = SparkSession.builder.remote(connection).getOrCreate()
        made = OnSail(built, settings, spark, folder / "judged")
        made.unpublish()
        yield made


def test_with_days_added_and_after_a_stop_half_way_every_model_has_the_rows_of_duckdb(on_sail: OnSail) -> None:
    *_, before, (first, _), _, last = on_sail.days
    assert on_sail.build(*before) == ""
    assert on_sail.build(*last, since=first) == ""
    with on_sail.failing(STOPPED):
        assert STOPPED in on_sail.build_alone(STOPPED, last[1], first)
    assert on_sail.differences([f"kpi.{STOPPED}"])
    assert on_sail.build_alone(STOPPED, last[1], first) == ""
    assert on_sail.differences() == {}


@pytest.mark.thorough
def test_day_by_day_and_from_nothing_every_model_has_the_rows_of_duckdb(on_sail: OnSail) -> None:
    *_, before, first, second, last = on_sail.days
    assert on_sail.build(*before) == ""
    for day in (first, second, last):
        assert on_sail.build(*day, since=day[0]) == ""
    assert on_sail.differences() == {}
    assert on_sail.build(*last) == ""
    assert on_sail.differences(whole=True) == {}
