"""Reader of Parquet: rows come typed, so only types that differ from the declaration are cast."""

from collections.abc import Sequence

import duckdb

from orchestration.connectors.readers.delivered import Delivered, Reading
from orchestration.connectors.readers.header import header_of
from orchestration.connectors.readers.plain import plain_bytes
from orchestration.connectors.readers.texts import normal_texts
from orchestration.errors import ScorehouseError
from orchestration.quoting import identifier, literal


def read_parquet(reading: Reading) -> Delivered:
    """Open a delivered Parquet file.

    Raises:
        ScorehouseError: The file is not readable Parquet, or lacks a column.
    """
    path = plain_bytes(reading.path, reading.workspace)
    file = literal(str(path))
    scan, connection = f"read_parquet({file}, hive_partitioning = false)", reading.connection
    try:
        described = connection.execute(f"describe select * from {scan}").fetchall()
        counted = connection.execute(f"select sum(num_rows) from parquet_file_metadata({file})").fetchone()
    except duckdb.Error as error:
        raise ScorehouseError(f"{reading.path.name} is not a readable Parquet file; deliver it again.") from error
    types = {str(name): str(kind) for name, kind, *_ in described}
    header = header_of(list(types), reading.entity, reading.path.name)
    values = [_value(name, kind) for name, kind in types.items()]
    types = {name: "VARCHAR" if kind == "BLOB" else kind for name, kind in types.items()}
    texts = [kind == "VARCHAR" for kind in types.values()]
    select = normal_texts(values, header.names, reading.entity, scan, "null::varchar", are_texts=texts)
    reading.relate(select, path.stat().st_size)

    def locate(wanted: Sequence[int]) -> list[tuple[int | None, str]]:
        texts = connection.execute(
            f"select to_json(row)::varchar from (select row, row_number() over () as number from {scan} as row) "
            "where number in (select unnest(?::bigint[])) order by number",
            [list(wanted)],
        ).fetchall()
        return [(None, text) for (text,) in texts]

    read = int(counted[0] or 0) if counted else 0
    return Delivered(dict(zip(header.names, types.values(), strict=True)), header.new, read, locate)


def _value(name: str, kind: str) -> str:
    """A column without what writers do to it: NaN for a missing number, texts that are not marked as such."""
    column = identifier(name)
    if kind in ("DOUBLE", "FLOAT"):
        return f"case when not isnan({column}) then {column} end"
    return f"coalesce(try(decode({column})), {column}::varchar)" if kind == "BLOB" else column
