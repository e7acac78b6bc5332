"""Reader of Parquet: rows come typed, so only types that differ from the declaration are cast."""

from collections.abc import Sequence

import duckdb

from orchestration.connectors.declarations.casts import present
from orchestration.connectors.readers.delivered import Delivered, Reading
from orchestration.connectors.readers.header import named, new_columns
from orchestration.connectors.readers.plain import plain_bytes
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
    names = named(list(types), reading.entity)
    new = new_columns(names, reading.entity, reading.path.name)
    values = ", ".join(
        f"{present(identifier(name), reading.entity.missing) if kind == 'VARCHAR' else identifier(name)} as c{place}"
        for place, (name, kind) in enumerate(types.items())
    )
    reading.relate(f"select {values}, null::varchar as fault from {scan}", path.stat().st_size)

    def locate(wanted: Sequence[int]) -> list[tuple[int | None, str]]:
        texts = connection.execute(
            f"select to_json(row)::varchar from (select row, row_number() over () as number from {scan} as row) "
            "where number in (select unnest(?::bigint[])) order by number",
            [list(wanted)],
        ).fetchall()
        return [(None, text) for (text,) in texts]

    return Delivered(dict(zip(names, types.values(), strict=True)), new, int(counted[0]) if counted else 0, locate)
