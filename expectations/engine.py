"""What a judgement needs of the engine that holds the canonical relations, and how DuckDB gives it.

Queries are written in DuckDB's SQL whatever the engine. What was found is kept in the judged file on every engine,
where one transaction spans all of its tables; here the engine's answers get into it. Spark's way is in `spark`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

    from expectations.sources import Source

WAREHOUSE = "warehouse"


class Engine(Protocol):
    """An engine that holds the canonical relations, with the judged file open beside it.

    Attributes:
        file: The connection to the judged file, attached as `judged`.
    """

    file: duckdb.DuckDBPyConnection

    def relation(self, schema: str, name: str) -> str:
        """What a canonical relation is called in queries."""
        ...

    def columns(self, schema: str, name: str) -> set[str]:
        """The columns of a canonical relation; none where it is not there."""
        ...

    def rows(self, query: str) -> list[Any]:
        """What a query answers, where that is little."""
        ...

    def show(self, view: str, query: str) -> None:
        """Let a view of this judgement show what a query says."""
        ...

    def known(self, view: str, query: str) -> str:
        """What other queries call the answer of a query of the judged file; `view` is a name that is free for it."""
        ...

    def add(self, table: str, query: str) -> None:
        """Add what a query answers, the columns in order, to a table of the judged file."""
        ...

    def content(self, columns: Sequence[str]) -> str:
        """SQL for a text that is equal for groups of rows with equal values in these columns, in whatever order."""
        ...

    def source(self, context: "EphemeralDataContext") -> "Source":
        """Where Great Expectations finds the views."""
        ...


class DuckDB:
    """The warehouse file, attached to the same database as the judged file."""

    def __init__(self, file: duckdb.DuckDBPyConnection, database: str) -> None:
        """Take the connection, and what a second one of this process calls its database."""
        self.file = file
        self._database = database

    def relation(self, schema: str, name: str) -> str:
        """The relation in the attached warehouse."""
        return f"{WAREHOUSE}.{schema}.{name}"

    def columns(self, schema: str, name: str) -> set[str]:
        """As a query of it has them; a look into the catalogue would read all of it."""
        try:
            shown = self.file.execute(f"from {self.relation(schema, name)} limit 0")
        except duckdb.CatalogException:
            return set()
        return {column for column, *_ in shown.description or ()}

    def rows(self, query: str) -> list[Any]:
        """As tuples."""
        return self.file.execute(query).fetchall()

    def show(self, view: str, query: str) -> None:
        """A view of the database in memory."""
        self.file.execute(f"create view {view} as {query}")

    def known(self, view: str, query: str) -> str:
        """The query itself."""
        return f"({query})"

    def add(self, table: str, query: str) -> None:
        """No row passes through Python."""
        self.file.execute(f"insert into judged.{table} {query}")

    def content(self, columns: Sequence[str]) -> str:
        """A sum of hashes."""
        return f"sum(hash({', '.join(columns)}))::varchar"

    def source(self, context: "EphemeralDataContext") -> "Source":
        """A second connection to the same database."""
        from expectations.sources import DuckDBSource

        return DuckDBSource(context, self._database)
