"""What Spark hands over to DuckDB: files in a folder that both see under one path, and no row passes through Python."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from engines.dialect.errors import DialectError
from engines.sessions import faults_told
from orchestration.quoting import literal

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def handed(frame: "DataFrame", folder: Path, connection: duckdb.DuckDBPyConnection) -> str:
    """Write a frame into a new folder.

    Returns:
        How DuckDB reads it, to stand behind FROM.

    Raises:
        DialectError: Spark refuses, or DuckDB does not find as many rows as Spark has.
    """
    with faults_told():
        frame.write.parquet(str(folder))
        count = frame.count()
        if not count and not any(folder.glob("*.parquet")):  # for no rows there may be no file
            folder.mkdir(parents=True, exist_ok=True)
            duckdb.from_arrow(frame.limit(0).toArrow()).write_parquet(str(folder / "nothing.parquet"))
    files = literal(f"{folder}/*.parquet")
    found = 0
    if any(folder.glob("*.parquet")):
        [(found,)] = connection.execute(f"select count(*) from read_parquet({files})").fetchall()
    if found != count:
        raise DialectError(
            f"Spark wrote {count} rows into {folder}, and {found} are found there: let all of its machines see the "
            "home under the same path."
        )
    return f"read_parquet({files})"
