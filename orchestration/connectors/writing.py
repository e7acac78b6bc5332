"""Writing one delivery into a directory: rows.parquet, and rejects.parquet and left_out.parquet where there are any.

What is left out is no record. Gives each delivery a DuckDB connection of its own. Where the directory goes belongs to
`landing`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.deliveries import Delivery
from orchestration.connectors.manifests import Written
from orchestration.connectors.readers.delimited import read_delimited
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.readers.json_lines import read_json_lines
from orchestration.connectors.readers.parquet import read_parquet
from orchestration.connectors.readers.sheets import read_sheet
from orchestration.connectors.sorting import sort_rows
from orchestration.connectors.typed_columns import nothing
from orchestration.disk.faults import sentence
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal

READERS: dict[str, Callable[[Reading], Delivered]] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "jsonl": read_json_lines,
    "parquet": read_parquet,
    "xlsx": read_sheet,
}
ROWS = "rows.parquet"
REJECTS = "rejects.parquet"
LEFT_OUT = "left_out.parquet"
_PARQUET = "(format parquet, compression zstd)"
_REJECTS = (
    "source varchar, entity varchar, extract_date date, file varchar, line bigint, reason varchar, text varchar, "
    "key varchar, key_landed boolean"
)


@dataclass(frozen=True)
class Order:
    """One delivery of one entity, to be written."""

    delivery: Delivery
    source: Source
    entity: Entity


def write_delivery(order: Order, target: Path, workspace: Path, memory_limit: str | None) -> Written:
    """Read a delivered file and write its rows, its rejects and what is left out, where there is any, into `target`.

    `workspace` takes intermediate files.

    Raises:
        ScorehouseError: The file cannot be read, or rows landed, rejected and left out do not add up to rows read.
    """
    file = order.delivery.path
    with _connection(workspace, memory_limit) as connection, _faults_of(file):
        reading = Reading(connection, file, order.source, order.entity, workspace)
        delivered = READERS[order.entity.format](reading)
        outcome = sort_rows(reading, delivered)
        landed = _copy(connection, outcome.select, target / ROWS)
        for rejects, name in ((outcome.rejects, REJECTS), (outcome.left_out, LEFT_OUT)):
            if rejects:
                _write_rejects(connection, order, rejects, target / name)
    read, rejected, left_out = delivered.rows_read, len(outcome.rejects), len(outcome.left_out)
    if landed + rejected + left_out != read:
        raise ScorehouseError(
            f"{file.name}: {read:,} rows were counted but {landed:,} could be landed, {rejected:,} rejected and "
            f"{left_out:,} left out; nothing was landed, deliver the file again."
        )
    return Written(read, landed, rejected, left_out, delivered.new_columns)


def write_nothing(source: Source, entity: Entity, target: Path) -> None:
    """Write rows and rejects without a row, with the declared columns and types, into `target`."""
    with _connection(target, None) as connection:
        _copy(connection, nothing(entity), target / ROWS)
        _write_rejects(connection, Order(Delivery(date.min, Path(), ""), source, entity), [], target / REJECTS)


@contextmanager
def _connection(workspace: Path, memory_limit: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = _engine(workspace.parent, memory_limit).cursor()
    try:
        yield connection
    finally:
        connection.close()


@cache
def _engine(root: Path, memory_limit: str | None) -> duckdb.DuckDBPyConnection:
    """One engine for all small files: starting one takes as long as reading ten of them."""
    limit: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory_limit} if memory_limit else {}
    return duckdb.connect(
        config={"temp_directory": str(root / ".spill"), "autoinstall_known_extensions": False, **limit}
    )


@contextmanager
def _faults_of(file: Path) -> Iterator[None]:
    """Turn what DuckDB cannot foresee, such as damage deep inside a file, into a sentence."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise ScorehouseError(f"{file.name} needs more memory than allowed; raise the memory limit.") from error
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException) as error:
        if sentence(error, file):
            raise
        cause = str(error).splitlines()[0].rstrip(".")
        raise ScorehouseError(f"{file.name} cannot be landed ({cause}); deliver it again.") from error
    except duckdb.Error as error:
        if type(error) is not duckdb.Error:  # the plain one is damage that a decoder met; others are mistakes in here
            raise
        raise ScorehouseError(f"{file.name} cannot be landed ({error}); deliver it again.") from error


def _copy(connection: duckdb.DuckDBPyConnection, select: str, file: Path) -> int:
    copied = connection.execute(f"copy ({select}) to {literal(str(file))} {_PARQUET}").fetchone()
    return int(copied[0]) if copied else 0


def _write_rejects(connection: duckdb.DuckDBPyConnection, order: Order, rejects: Sequence[Reject], file: Path) -> None:
    connection.execute(f"create or replace temp table rejects ({_REJECTS})")
    if rejects:
        delivery = order.delivery
        origin = [order.source.name, order.entity.name, delivery.extract_date, delivery.path.name]
        told = ((reject.line, reject.reason, reject.text, reject.key, reject.key_landed) for reject in rejects)
        texts = ", ".join(["unnest(?::varchar[])"] * 3)
        connection.execute(
            f"insert into rejects select ?, ?, ?, ?, unnest(?::bigint[]), {texts}, unnest(?::boolean[])",
            [*origin, *map(list, zip(*told, strict=True))],
        )
    ordered = " order by line, text" if rejects else ""
    _copy(connection, f"select * from rejects{ordered}", file)
