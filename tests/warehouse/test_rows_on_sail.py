"""The demonstration built on a Spark engine without a JVM has the rows that DuckDB has, in every model."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sail
from rows_compared import difference
from warehouse_home import Home

from orchestration.build import dbt, steps
from orchestration.settings import SPARK, Settings

# Hashes are the engine's own.
HASHES = {"fingerprint"}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session of a server that ends with these tests, and how it is reached."""
    sail.skip_without_the_extra()
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("sail")
    with sail.serving(folder) as connection:
        yield SparkSession.builder.remote(connection).getOrCreate(), connection


@pytest.mark.thorough
def test_every_model_has_the_rows_of_duckdb(built: Home, session: tuple[Any, str], tmp_path: Path) -> None:
    spark, connection = session
    home = tmp_path / "home"
    built.leave(home)
    last = steps.last_built(built.settings)
    assert last is not None
    _show_what_was_judged(built, spark, tmp_path / "judged")
    settings = Settings(home, engine=SPARK, connection=connection)
    for stage in (dbt.CANONICAL, dbt.MARTS):
        results = dbt.build(settings, stage, last.as_of)
        assert not dbt.failure(results, settings)
    found = {}
    for name, relation in _relations(built).items():
        if told := difference(relation, spark.sql(f"select * from {name}").toArrow(), HASHES):
            found[name] = told
    assert not found


def _show_what_was_judged(built: Home, spark: Any, folder: Path) -> None:  # noqa: ANN401 - pyspark's own
    """The judged tables are DuckDB's: rules are not judged on Spark."""
    spark.sql("create schema if not exists judged")
    with duckdb.connect(built.settings.judged, read_only=True) as judged:
        for (table,) in judged.execute("select table_name from duckdb_tables()").fetchall():
            (folder / table).mkdir(parents=True)
            judged.execute(f"copy {table} to '{folder / table / 'rows.parquet'}'")
            spark.sql(f"create table judged.{table} using parquet location '{folder / table}'")


def _relations(built: Home) -> dict[str, duckdb.DuckDBPyRelation]:
    """All tables and views that DuckDB built, by schema and name."""
    names = built.warehouse("""
        select schema_name || '.' || table_name from duckdb_tables() where database_name = 'warehouse'
        union all
        select schema_name || '.' || view_name from duckdb_views() where database_name = 'warehouse' and not internal
    """).fetchall()
    assert len(names) > 200
    return {name: built.warehouse(f"select * from {name}") for (name,) in names}
