"""The rows of a relation on DuckDB and on another engine, as bags."""

from collections.abc import Iterable, Mapping
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
        kinds = {f'"{name}"': str(kind) for name, kind in zip(ours.columns, ours.types, strict=True)}
        columns = {name: kind for name, kind in kinds.items() if name.strip('"') not in ignored}
        columns = dict(sorted(columns.items(), key=lambda column: column[1] == "DOUBLE"))
        connection.register("rows_of_ours", ours.project(", ".join(columns)).to_arrow_table())
        said = ", ".join(f"{_said(column, kind)} as {column}" for column, kind in columns.items())
        for name in ("ours", "theirs"):
            connection.execute(f"create view {name} as select {said} from rows_of_{name}")
        # Nearly all relations are equal, and adding up hashes tells so in a tenth of the time.
        sums = [
            connection.execute(f"select count(*), sum(hash({', '.join(columns)})) from {name}").fetchall()
            for name in ("ours", "theirs")
        ]
        if sums[0] == sums[1]:
            return ""
        _keep_what_is_odd(connection, columns)
        for one, another in (("ours", "theirs"), ("theirs", "ours")):
            connection.execute(f"create table only_{one} as from odd_{one} except all from odd_{another}")
        if _differ_by_a_rounding(connection, columns):
            return ""
        only = [_of_one_alone(connection, columns, *names) for names in (("ours", "theirs"), ("theirs", "ours"))]
    return f"{only[0]} only on DuckDB, {only[1]} only there"


def _keep_what_is_odd(connection: duckdb.DuckDBPyConnection, columns: Iterable[str]) -> None:
    """The rows whose hash is not as frequent in one as in the other: comparing all columns of a million takes long."""
    said = f"hash({', '.join(columns)})"
    connection.execute(f"""
        create table odd as
        select said from (
            select {said} as said, 1 as count from ours union all select {said}, -1 from theirs
        ) group by said having sum(count) != 0
    """)
    for name in ("ours", "theirs"):
        connection.execute(f"create table odd_{name} as from {name} where {said} in (from odd)")


def _differ_by_a_rounding(connection: duckdb.DuckDBPyConnection, columns: Mapping[str, str]) -> bool:
    """Whether the rows left are the same but for doubles that were rounded up in one and down in the other.

    Rows are paired in the order of what else they hold.
    """
    counts = [connection.table(name).count("*").fetchall() for name in ("only_ours", "only_theirs")]
    pairs = "(from only_ours order by all) as ours positional join (from only_theirs order by all) as theirs"
    far = " or ".join(_far(f"ours.{column}", f"theirs.{column}", kind) for column, kind in columns.items())
    return counts[0] == counts[1] and not connection.execute(f"select 1 from {pairs} where {far}").fetchall()


def _of_one_alone(connection: duckdb.DuckDBPyConnection, columns: Iterable[str], one: str, other: str) -> str:
    """How many rows only one of the two holds, and the first of its values in each column that differs."""
    rows = connection.execute(f"select count(*) from only_{one}").fetchall()[0][0]
    shown = {}
    for column in columns:
        query = f"select {column} from only_{one} except all select {column} from only_{other}"
        if values := [value for (value,) in connection.execute(f"{query} order by 1 limit {_SHOWN}").fetchall()]:
            shown[column] = values
    return f"{rows} rows with {shown}"


def _said(column: str, kind: str) -> str:
    cast = f"cast({column} as {kind})"
    return f"round({cast}, {_decimals(cast)})" if kind == "DOUBLE" else cast


def _far(one: str, other: str, kind: str) -> str:
    """A condition of two values that are rounded: a step between doubles is less than they are compared to."""
    unequal = f"{one} is distinct from {other}"
    step = f"pow(10, -({_decimals(one)}))"
    return f"({unequal} and coalesce(abs({one} - {other}) > 1.5 * {step}, true))" if kind == "DOUBLE" else unequal


def _decimals(value: str) -> str:
    return f"least(9, 14 - cast(floor(log10(greatest(abs({value}), 1))) as integer))"
