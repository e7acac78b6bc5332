"""Models as dbt compiled them in a finished home: all of them, and single ones, asked of rows that a test makes up."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
from warehouse_home import Home

from orchestration.build.parsing import read_manifest

Rows = dict[str, list[tuple]]


def compiled_models(home: Home) -> Iterator[tuple[dict[str, Any], str]]:
    """Each model that was built in a home, as the manifest has it, and its SQL as the engine sees it."""
    for node in read_manifest(home.settings)["nodes"].values():
        file = home.folder / "dbt/target/compiled/scorehouse" / node["original_file_path"]
        if node["resource_type"] == "model" and file.exists():
            yield node, file.read_text(encoding="utf-8")


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
