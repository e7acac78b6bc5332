# ruff: noqa: ANN401 - SQLAlchemy passes its own objects to a dialect's hooks
"""A SQLAlchemy dialect by which Great Expectations can read DuckDB. Nothing else belongs here.

Great Expectations closes a connection before it fetches from it; SQLAlchemy then rolls back, and DuckDB drops the
result. Here transactions are left alone. Delete this file once Great Expectations speaks to DuckDB itself.
"""

from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.types import NullType

NAME = "scorehouse_duckdb"


class ReadingCursor(CursorWrapper):
    """A cursor whose faults do not quote the values they stumbled on: messages end up in pages and reasons."""

    def execute(self, *args: Any, **options: Any) -> None:
        """Run a statement.

        Raises:
            duckdb.DataError: A value does not fit its type; the value itself is left out.
        """
        try:
            super().execute(*args, **options)
        except duckdb.DataError as error:
            raise duckdb.DataError(f"{type(error).__name__}: a value does not fit the type asked of it") from None


class ReadingConnection(ConnectionWrapper):
    """A connection of `ReadingCursor`s."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Wrap `connection`."""
        super().__init__(connection)
        self._connection = connection

    def cursor(self) -> ReadingCursor:
        """Return a cursor on the one connection."""
        return ReadingCursor(self._connection, self)


class ReadingDialect(Dialect):
    """DuckDB without transactions, opened without settings of its own.

    A second connection to a database of this process must ask for the same settings as the first, so duckdb-engine's
    user agent is left out.
    """

    supports_statement_cache = False

    def connect(self, *_: Any, **options: Any) -> Any:
        """Open the named database, usually one that this process holds in memory already."""
        return ReadingConnection(duckdb.connect(options["database"]))

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """Names of a table's columns. The inherited way joins the catalogue of every attached file, for each table."""
        table = self.identifier_preparer.quote(table_name)
        described = connection.exec_driver_sql(f"describe {schema + '.' if schema else ''}{table}").fetchall()
        return [{"name": row[0], "type": NullType(), "nullable": True, "default": None} for row in described]

    def get_pk_constraint(self, *_: Any, **__: Any) -> Any:
        """No table has a primary key: the batches are views."""
        return {"constrained_columns": [], "name": None}

    def do_begin(self, connection: Any) -> None:
        """Begin nothing: each statement stands alone."""

    def do_commit(self, connection: Any) -> None:
        """Commit nothing."""

    def do_rollback(self, connection: Any) -> None:
        """Roll nothing back, so that a result outlives the end of its connection's use."""


def register() -> None:
    """Make the dialect known to SQLAlchemy as `scorehouse_duckdb://`."""
    registry.register(NAME, __name__, ReadingDialect.__name__)
