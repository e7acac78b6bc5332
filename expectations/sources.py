"""Where Great Expectations finds the rows that it judges, by engine. To be imported only once something is judged."""

from typing import TYPE_CHECKING, Any, Protocol

from expectations import dialect

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

_NAME = "warehouse"
Parameters = dict[str, Any] | None


class Source(Protocol):
    """The views of one judgement."""

    def batch(self, name: str, view: str) -> "tuple[BatchDefinition[Any], Parameters]":
        """A batch called `name` with the rows of a view, and the parameters with which it is run."""
        ...

    def said(self, query: str) -> str:
        """A query of DuckDB's SQL in the words of the engine, to which Great Expectations passes it on as it stands."""
        ...

    def close(self) -> None:
        """Let go of the engine."""
        ...


class DuckDBSource:
    """A DuckDB database that this process holds in memory."""

    def __init__(self, context: "EphemeralDataContext", database: str) -> None:
        """Connect to `database`, a name such as ":memory:judgement"."""
        dialect.register()
        self._source = context.data_sources.add_sql(_NAME, connection_string=f"{dialect.NAME}:///{database}")

    def batch(self, name: str, view: str) -> "tuple[BatchDefinition[Any], Parameters]":
        """The whole view."""
        return self._source.add_table_asset(name, table_name=view).add_batch_definition_whole_table("batch"), None

    def said(self, query: str) -> str:
        """The query itself."""
        return query

    def close(self) -> None:
        """Let go of the database."""
        self._source.get_engine().dispose()
        self._source.get_execution_engine().engine.dispose()


class SparkSource:
    """A session on Spark, in which the views are."""

    def __init__(self, context: "EphemeralDataContext", session: Any) -> None:  # noqa: ANN401 - pyspark may be absent
        """Take the session, which Great Expectations finds as that of this process."""
        self._session = session
        self._source = context.data_sources.add_spark(_NAME, persist=False)

    def batch(self, name: str, view: str) -> "tuple[BatchDefinition[Any], Parameters]":
        """The view as a frame."""
        asset = self._source.add_dataframe_asset(name)
        return asset.add_batch_definition_whole_dataframe("batch"), {"dataframe": self._session.table(view)}

    def said(self, query: str) -> str:
        """Translated: even a quote within a text is written otherwise."""
        from engines.dialect.statements import translated

        return translated(query)

    def close(self) -> None:
        """The session is not this one's to end."""
