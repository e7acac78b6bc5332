"""A judgement on Spark: its queries are answered there, and what they find gets into the judged file.

Spark writes answers into files below the home, which the cluster sees under the same path, and DuckDB reads them there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from engines.dialect.statements import translated
from engines.handing import handed
from engines.sessions import faults_told
from orchestration.quoting import literal

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from pyspark.sql import DataFrame, SparkSession

    from expectations.sources import Source


class OnSpark:
    """An engine as `expectations.engine` wants it: the canonical relations are tables of Spark's."""

    def __init__(self, file: duckdb.DuckDBPyConnection, session: "SparkSession", folder: Path) -> None:
        """Take the connection to the judged file, and an empty folder for what passes between the two."""
        self.file = file
        self._session = session
        self._folder = folder
        self._passed = 0

    def relation(self, schema: str, name: str) -> str:
        """The table, in the catalogue that the session has."""
        return f"{schema}.{name}"

    def columns(self, schema: str, name: str) -> set[str]:
        """As the catalogue has them."""
        with faults_told():
            is_there = self._session.catalog.tableExists(f"{schema}.{name}")
            return {*self._session.table(f"{schema}.{name}").columns} if is_there else set()

    def rows(self, query: str) -> list[Any]:
        """As Spark's rows, which are tuples."""
        with faults_told():
            return self._answer(query).collect()

    def show(self, view: str, query: str) -> None:
        """A view of the session."""
        with faults_told():
            self._answer(query).createOrReplaceTempView(view)

    def known(self, view: str, query: str) -> str:
        """The answer is written for Spark to read."""
        file = self._next() / "rows.parquet"
        file.parent.mkdir()
        self.file.execute(f"copy ({query}) to {literal(str(file))} (format parquet)")
        with faults_told():
            self._session.read.parquet(str(file.parent)).createOrReplaceTempView(view)
        return view

    def add(self, table: str, query: str) -> None:
        """Spark writes, DuckDB reads."""
        with faults_told():
            answer = self._answer(query)
        self.file.execute(f"insert into judged.{table} from {handed(answer, self._next(), self.file)}")

    def content(self, columns: Sequence[str]) -> str:
        """A sum of hashes; Spark's hash passes over what is null, so that this is said as well."""
        said = ", ".join(f"{column}, ({column}) is null" for column in columns)
        return f"cast(sum(cast(xxhash64({said}) as decimal(38, 0))) as varchar)"

    def source(self, context: "EphemeralDataContext") -> "Source":
        """The same session."""
        from expectations.sources import SparkSource

        return SparkSource(context, self._session)

    def _answer(self, query: str) -> "DataFrame":
        return self._session.sql(translated(query))

    def _next(self) -> Path:
        self._passed += 1
        return self._folder / f"{self._passed:03}"
