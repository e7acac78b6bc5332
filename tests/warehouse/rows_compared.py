"""The rows of a relation on DuckDB and on another engine, as bags."""

from collections.abc import Iterable
from typing import Any

import duckdb

_SHOWN = 3


def difference(ours: duckdb.DuckDBPyRelation, theirs: Any, ignored: Iterable[str] = ()) -> str:  # noqa: ANN401 - Arrow
    """What differs in a sentence; empty where nothing does.

    Columns are compared by name and in DuckDB's types: doubles to nine decimals, or to the fifteen digits that every
    double holds where that is less.
    """
    with duckdb.connect() as connection:
        connection.register("rows_of_theirs", theirs)
        other = connection.table("rows_of_theirs")
        if missing := sorted({*ours.columns} ^ {*other.columns}):
            return f"only one of the two has {', '.join(missing)}"
        columns = {name: str(kind) for name, kind in zip(ours.columns, ours.types, strict=True) if name not in ignored}
        connection.register("rows_of_ours", ours.project(", ".join(map(_quoted, columns))).to_arrow_table())
        said = ", ".join(f'{_said(column, kind)} as "{column}"' for column, kind in columns.items())
        for name in ("ours", "theirs"):
            connection.execute(f"create view {name} as select {said} from rows_of_{name}")
        # Nearly all relations are equal, and adding up hashes tells so in a tenth of the time.
        sums = [
            connection.execute(f"select count(*), sum(hash({', '.join(map(_quoted, columns))})) from {name}").fetchall()
            for name in ("ours", "theirs")
        ]
        if sums[0] == sums[1]:
            return ""
        only = [_of_one_alone(connection, columns, *names) for names in (("ours", "theirs"), ("theirs", "ours"))]
    return f"{only[0]} only on DuckDB, {only[1]} only there"


def _of_one_alone(connection: duckdb.DuckDBPyConnection, columns: Iterable[str], one: str, other: str) -> str:
    """How many rows only one of the two holds, and the first of its values in each column that differs."""
    rows = connection.execute(f"select count(*) from (from {one} except all from {other})").fetchall()[0][0]
    shown = {}
    for column in map(_quoted, columns):
        query = f"select {column} from {one} except all select {column} from {other} order by 1 limit {_SHOWN}"
        if values := [value for (value,) in connection.execute(query).fetchall()]:
            shown[column] = values
    return f"{rows} rows with {shown}"


def _said(column: str, kind: str) -> str:
    cast = f"cast({_quoted(column)} as {kind})"
    if kind != "DOUBLE":
        return cast
    return f"round({cast}, least(9, 14 - cast(floor(log10(greatest(abs({cast}), 1))) as integer)))"


def _quoted(column: str) -> str:
    return f'"{column}"'
