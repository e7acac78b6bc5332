"""What every publication keeps for ever: the rows of models that say `kept` in the project, in files that are added.

They are about publications and not about deliveries, so no build can derive them again: they lie in raw, and later
builds read them there. What they say is decided in `dbt_project`; since when an extract can be read, in `ledger`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build.reading import Relation, attached, relation_of
from orchestration.disk.aside import free, replaced
from orchestration.quoting import identifier, literal
from orchestration.settings import Settings

_CONTRACT = "contract.parquet"


@dataclass(frozen=True)
class Kept:
    """A model whose rows are kept.

    Attributes:
        word: What its folder is called.
        relation: Where it is, with the type of each of its columns.
    """

    word: str
    relation: Relation

    def folder(self, settings: Settings) -> Path:
        """Where its rows are kept, a file per publication."""
        return settings.kept / self.word


def kept_models(manifest: Mapping[str, Any]) -> list[Kept]:
    """The models of the project whose rows are kept, in the order of their words."""
    found = [
        Kept(node["config"]["meta"]["kept"], relation_of(node))
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "kept" in node["config"]["meta"]
    ]
    return sorted(found, key=lambda kept: kept.word)


def write_contracts(settings: Settings, manifest: Mapping[str, Any]) -> None:
    """Give readers the columns as the project has them now: while nothing is kept, and where some are new."""
    for kept in kept_models(manifest):
        columns = {**kept.relation.types, "published_at": "timestamp", "build": "varchar"}
        nothing = ", ".join(f"null::{kind} as {identifier(name)}" for name, kind in columns.items())
        _write(kept.folder(settings) / _CONTRACT, f"select {nothing} limit 0")


def record(settings: Settings, manifest: Mapping[str, Any], build: str, published_at: datetime) -> None:
    """Keep what the warehouse holds of them, with the instant in naive UTC. Of what is kept, nothing is changed."""
    for kept in kept_models(manifest):
        table = f"warehouse.{kept.relation.table}"
        rows = f"select *, ?::timestamp as published_at, ?::varchar as build from {table}"
        with duckdb.connect() as connection, attached(settings, connection, [kept.relation]):
            if connection.execute(f"from {table} limit 1").fetchone():
                _write(free(kept.folder(settings) / f"{build}.parquet"), rows, (published_at, build), connection)


def _write(
    file: Path, rows: str, given: tuple[object, ...] = (), connection: duckdb.DuckDBPyConnection | None = None
) -> None:
    with replaced(file) as fresh:
        (connection or duckdb).execute(f"copy ({rows}) to {literal(str(fresh))} (format parquet)", [*given])
