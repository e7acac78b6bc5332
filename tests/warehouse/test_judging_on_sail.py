"""The demonstration, judged in two steps on a Spark engine without a JVM: all judged tables are those of DuckDB."""

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
LAST_DAYS = 7


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    sail.skip_without_the_extra()
    with sail.serving(tmp_path_factory.mktemp("sail")) as connection:
        yield Spark(connection)


def show(built: Home, spark: Spark, folder: Path, *, without_last_days: bool) -> None:
    """Let Spark have the judged relations as DuckDB built them, or as they were some days before."""
    session = spark.session()
    session.sql(f"create schema if not exists {SCHEMA}")
    for name in sorted({suite.relation for suite in SUITES} | {UNDELIVERED[1]}):
        relation = built.warehouse(f"from {SCHEMA}.{name}")
        if without_last_days and "extract_date" in relation.columns:
            last = f"(select max(extract_date) - {LAST_DAYS} from {SCHEMA}.int_records__attributed)"
            masked = f"case when superseded_date <= {last} then superseded_date end as superseded_date"
            shown = f"* replace ({masked})" if "superseded_date" in relation.columns else "*"
            relation = built.warehouse(f"select {shown} from {SCHEMA}.{name} where extract_date <= {last}")
        (folder / name).mkdir(parents=True)
        relation.write_parquet(str(folder / name / "rows.parquet"))
        session.sql(f"drop table if exists {SCHEMA}.{name}")
        session.sql(f"create table {SCHEMA}.{name} using parquet location '{folder / name}'")


def test_a_judgement_that_adds_the_last_days_has_the_rows_of_one_on_duckdb(
    built: Home, spark: Spark, tmp_path: Path
) -> None:
    judged = tmp_path / "judged.duckdb"
    show(built, spark, tmp_path / "before", without_last_days=True)
    before = judge(spark, judged, full=True)
    show(built, spark, tmp_path / "now", without_last_days=False)
    now = judge(spark, judged, full=False)
    assert sum(one.evaluated for one in before) < sum(one.evaluated for one in now)
    with duckdb.connect(judged, read_only=True) as there:
        found = {
            table: difference(built.warehouse(f"from judged.{table}"), there.table(table).to_arrow_table(), HASHES)
            for table in TABLES
        }
    assert found == dict.fromkeys(TABLES, "")
