"""The warehouse for DuckDB to read, wherever it is: under the name `warehouse`, with the types that are declared.

Of another engine only what is asked for is read, by way of files below the home, which the cluster sees under the same
path. What is read it for, belongs to `publishing`, `keeping` and `dbt`.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.build import engine
from orchestration.quoting import identifier, literal
from orchestration.settings import DUCKDB, Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Relation:
    """A table or view of the warehouse.

    Attributes:
        schema: Where it is.
        name: What it is called there.
        types: The types that are declared for its columns.
    """

    schema: str
    name: str
    types: Mapping[str, str]

    @property
    def table(self) -> str:
        """Schema and name, quoted for SQL."""
        return f"{identifier(self.schema)}.{identifier(self.name)}"


def relation_of(node: Mapping[str, Any]) -> Relation:
    """What a model of dbt's manifest is in the warehouse."""
    columns = node.get("columns", {})
    types = {name: column["data_type"] for name, column in columns.items() if column.get("data_type")}
    return Relation(node["schema"], node["name"], types)


@contextmanager
def attached(
    settings: Settings, connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation]
) -> Iterator[None]:
    """Attach the warehouse as `warehouse`, with some relations if not all; what it takes is gone afterwards.

    Raises:
        ScorehouseError: Another engine than DuckDB does not answer.
    """
    if settings.engine == DUCKDB:
        # Views of the warehouse name the files they read by these aliases.
        for alias, file in (("warehouse", settings.warehouse), ("judged", settings.judged)):
            if file.exists():
                connection.execute(f"attach {literal(str(file))} as {alias} (read_only)")
        yield
        return
    from engines.sessions import Spark

    folder = settings.home / "reading"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    connection.execute("attach ':memory:' as warehouse")
    try:
        with engine.faults_told():
            session = Spark(settings.connection).session()
        for relation in relations:
            _show(connection, session, relation, folder / relation.schema / relation.name)
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_there(settings: Settings, relations: Iterable[Relation]) -> bool:
    """Whether another engine than DuckDB holds all of these relations.

    Raises:
        ScorehouseError: It does not answer.
    """
    from engines.sessions import Spark, faults_told

    with engine.faults_told(), faults_told():
        catalog = Spark(settings.connection).session().catalog
        return all(catalog.tableExists(f"{relation.schema}.{relation.name}") for relation in relations)


def _show(connection: duckdb.DuckDBPyConnection, session: "SparkSession", relation: Relation, folder: Path) -> None:
    from engines.handing import handed
    from engines.sessions import faults_told

    with engine.faults_told():
        with faults_told():
            frame = session.table(f"{relation.schema}.{relation.name}")
        rows = handed(frame, folder, connection)
    typed = [f"cast({identifier(name)} as {kind}) as {identifier(name)}" for name, kind in relation.types.items()]
    shown = f"* replace ({', '.join(typed)})" if typed else "*"
    connection.execute(f"create schema if not exists warehouse.{identifier(relation.schema)}")
    connection.execute(f"create view warehouse.{relation.table} as select {shown} from {rows}")
