"""Models as dbt compiled them in a finished home, asked alone, of rows that a test makes up."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

Rows = dict[str, list[tuple]]


class Model:
    """One compiled model over tables that each example fills."""

    def __init__(
        self,
        home: Path,
        connection: duckdb.DuckDBPyConnection,
        name: str,
        reads: dict[str, str],
        between: Iterable[str] = (),
    ) -> None:
        """Lay out the tables it reads, each with its columns, and the models between them and it, in their order."""
        connection.execute("attach if not exists ':memory:' as warehouse")
        for relation, columns in reads.items():
            connection.execute(f"create schema if not exists warehouse.{relation.split('.')[0]}")
            connection.execute(f"create or replace table warehouse.{relation} ({columns})")
        for relation in between:
            query = _compiled(home, relation.split(".")[1])
            connection.execute(f"create or replace view warehouse.{relation} as {query}")
        self._connection, self._reads, self._query = connection, reads, _compiled(home, name)

    def of(self, rows: Rows) -> duckdb.DuckDBPyRelation:
        """What it makes of these rows."""
        for relation in self._reads:
            self._connection.execute(f"delete from warehouse.{relation}")
            if those := rows.get(relation):
                places = ", ".join([f"({', '.join('?' * len(those[0]))})"] * len(those))
                values = [value for row in those for value in row]
                self._connection.execute(f"insert into warehouse.{relation} values {places}", values)
        return self._connection.sql(self._query)


def _compiled(home: Path, name: str) -> str:
    (file,) = (home / "dbt").rglob(f"compiled/**/models/**/{name}.sql")
    return file.read_text(encoding="utf-8")
