"""Opening the warehouse and the judged file together, and letting go of them again.

One database in memory attaches both: DuckDB refuses to open one file twice in a process, and another process cannot
write a file this one still holds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from expectations import judged as tables
from expectations.errors import JudgementError
from orchestration.quoting import literal


@contextmanager
def opened(name: str, judged: Path, warehouse: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with `judged` to write and, if given, `warehouse` to read; released whatever happens.

    Args:
        name: What a second connection of this process may call it, such as ":memory:judgement".
        judged: Created with its tables where it is missing.
        warehouse: Attached as `warehouse`.

    Raises:
        JudgementError: A file is missing, in use by another process or not a DuckDB file.
    """
    if warehouse and not warehouse.exists():
        raise JudgementError(f"{warehouse} does not exist: build the warehouse before judging it.")
    judged.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(name)
    try:
        connection.execute(f"set temp_directory = {literal(str(judged.with_name(judged.name + '.tmp')))}")
        # Nobody reads these tables in order, and keeping one costs a third of the writing.
        connection.execute("set preserve_insertion_order = false")
        # What is committed goes into the file at once, and not into a log first.
        connection.execute("set wal_autocheckpoint = '1KB'")
        if warehouse:
            _attach(connection, warehouse, "warehouse (read_only)")
        # Only Scorehouse's own DuckDB reads this file, and the newest format writes keys in two thirds of the time.
        _attach(connection, judged, "judged (storage_version 'latest')")
        tables.create(connection)
        yield connection
    finally:
        connection.close()


def prepare(judged: Path) -> None:
    """Create the judged file with empty tables where it is missing, so that dbt can read it before any judgement."""
    if not judged.exists():
        with opened(":memory:", judged):
            pass


def _attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    try:
        connection.execute(f"attach {literal(str(file))} as {name}")
    except duckdb.Error as error:
        raise JudgementError(
            f"{file} cannot be opened: close what else has it open, or build it anew if it is damaged "
            f"({str(error).splitlines()[0]})."
        ) from error
