"""The demonstration, judged on a Spark engine without a JVM: every judged table has the rows that DuckDB found."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import sail
from rows_compared import difference
from warehouse_home import Home

from engines.sessions import Spark
from expectations.applicable import UNDELIVERED
from expectations.batches import SCHEMA
from expectations.judged import TABLES
from expectations.rules import SUITES
from expectations.runner import judge

# A hash, and the engine's own.
HASHES = {"judged_content"}


@pytest.fixture(scope="module")
def spark(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """A Spark that has the judged relations as DuckDB built them."""
    sail.skip_without_the_extra()
    folder = tmp_path_factory.mktemp("sail")
    with sail.serving(folder / "server") as connection:
        spark = Spark(connection)
        session = spark.session()
        session.sql(f"create schema {SCHEMA}")
        for relation in sorted({suite.relation for suite in SUITES} | {UNDELIVERED[1]}):
            (folder / relation).mkdir()
            built.warehouse(f"from {SCHEMA}.{relation}").write_parquet(str(folder / relation / "rows.parquet"))
            session.sql(f"create table {SCHEMA}.{relation} using parquet location '{folder / relation}'")
        yield spark


def test_every_judged_table_has_the_rows_of_duckdb(built: Home, spark: Spark, tmp_path: Path) -> None:
    judged = tmp_path / "judged.duckdb"
    judge(spark, judged, full=True)
    with duckdb.connect(judged, read_only=True) as there:
        found = {
            table: difference(built.warehouse(f"from judged.{table}"), there.table(table).to_arrow_table(), HASHES)
            for table in TABLES
        }
    assert found == dict.fromkeys(TABLES, "")
