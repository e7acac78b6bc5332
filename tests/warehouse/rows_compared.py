"""The rows of a relation on DuckDB and on another engine, as bags."""

from collections.abc import Iterable
from typing import Any

import duckdb


def difference(ours: duckdb.DuckDBPyRelation, theirs: Any, ignored: Iterable[str] = ()) -> str:  # noqa: ANN401 - Arrow
    """What differs in a sentence; empty where nothing does.

    Columns are compared by name and in DuckDB's types, doubles to nine decimals.
    """
    other = duckdb.from_arrow(theirs)
    missing = sorted({*ours.columns} ^ {*other.columns})
    if missing:
        return f"only one of the two has {', '.join(missing)}"
    columns = [(name, str(kind)) for name, kind in zip(ours.columns, ours.types, strict=True) if name not in ignored]
    with duckdb.connect() as connection:
        for name, relation in (("ours", ours), ("theirs", other)):
            table = relation.project(", ".join(f'"{column}"' for column, _ in columns)).to_arrow_table()
            connection.register(f"{name}_rows", table)
            said = ", ".join(_said(column, kind) for column, kind in columns)
            connection.execute(f"create table {name} as select {said} from {name}_rows")
        counts = [
            connection.execute(f"select count(*) from (from {one} except all from {two})").fetchall()[0][0]
            for one, two in (("ours", "theirs"), ("theirs", "ours"))
        ]
        differing = [name for name, _ in columns if any(counts) and _differs(connection, name)]
    told = f"{counts[0]} rows only on DuckDB, {counts[1]} only there: {', '.join(differing)}"
    return told if any(counts) else ""


def _differs(connection: duckdb.DuckDBPyConnection, column: str) -> bool:
    """Whether the values of a column alone differ; its first ones are shown."""
    rows = connection.execute(
        f'select "{column}" from ours except all select "{column}" from theirs order by 1 limit 3'
    ).fetchall()
    there = connection.execute(
        f'select "{column}" from theirs except all select "{column}" from ours order by 1 limit 3'
    ).fetchall()
    if rows or there:
        print(column, rows, there)
    return bool(rows or there)


def _said(column: str, kind: str) -> str:
    cast = f'cast("{column}" as {kind})'
    return f'round({cast}, 9) as "{column}"' if kind == "DOUBLE" else f'{cast} as "{column}"'
