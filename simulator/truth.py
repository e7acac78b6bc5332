"""The truth beside the extracts: what every record's entry amounts to, and every mistake in it.

The pipeline never reads these files; tests compare it with them.
"""

from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from simulator.arrays import MINUTE, Ints
from simulator.planting import Booked
from simulator.records import Records
from simulator.rendering import days, ids, utc
from simulator.verdict import STATUS_UNKNOWN, STATUSES
from simulator.world import World

SOURCE = "simulator"
CHUNK = 1_000_000


class Truth:
    """The two files `records.parquet` and `faults.parquet`, written entity by entity."""

    def __init__(self, world: World, folder: Path) -> None:
        """Open the files, replacing earlier ones."""
        folder.mkdir(parents=True, exist_ok=True)
        self._world = world
        self._records = pq.ParquetWriter(folder / "records.parquet", RECORDS)
        self._faults = pq.ParquetWriter(folder / "faults.parquet", FAULTS)

    def __enter__(self) -> "Truth":
        """Stay open for entities."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Finish both files."""
        self._records.close()
        self._faults.close()

    def add(self, records: Records) -> None:
        """Write all records of an entity, in order of id, and their mistakes."""
        for start in range(0, len(records), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(records)))
            self._records.write_table(_records(records, rows))
        for booked in records.ledger:
            if len(booked.at):
                self._faults.write_table(_faults(records, booked))


RECORDS = pa.schema(
    [
        ("entity", pa.string()),
        ("record_id", pa.string()),
        ("owner_id", pa.string()),
        ("entered_by_id", pa.string()),
        ("accountable_id", pa.string()),
        ("event_at", pa.timestamp("us")),
        ("entered_at", pa.timestamp("us")),
        ("first_extract_date", pa.date32()),
        ("recorded_at", pa.timestamp("us")),
        ("deadline_at", pa.timestamp("us")),
        ("is_platform_fault", pa.bool_()),
        ("is_on_time", pa.bool_()),
        ("event_date", pa.date32()),
        ("recorded_status", pa.string()),
    ]
)

FAULTS = pa.schema(
    [
        ("rule_id", pa.string()),
        ("source", pa.string()),
        ("entity", pa.string()),
        ("record_id", pa.string()),
        ("accountable_id", pa.string()),
        ("event_date", pa.date32()),
        ("minute", pa.timestamp("us")),
        ("kind", pa.string()),
        ("repaired_on", pa.date32()),
        ("final", pa.bool_()),
    ]
)


def _records(records: Records, rows: Ints) -> pa.Table:
    entries, verdict = records.entries, records.verdict
    status = verdict.status[rows]
    columns = [
        _constant(records.entity, len(rows)),
        ids(records.entity, rows),
        ids("employees", entries.owner[rows]),
        ids("employees", entries.enterer[rows]),
        ids("employees", verdict.accountable[rows]),
        utc(entries.event[rows]),
        utc(entries.entered[rows]),
        days(records.world.clock.extract_days[entries.first_extract[rows]]),
        utc(verdict.recorded[rows]),
        utc(verdict.deadline[rows]),
        pa.array(verdict.is_excused[rows]),
        pa.array(~verdict.is_late[rows], mask=(status == STATUS_UNKNOWN) | verdict.is_excused[rows]),
        days(verdict.event_day[rows]),
        pa.array(STATUSES).take(pa.array(status)),
    ]
    return pa.table(columns, schema=RECORDS)


def _faults(records: Records, booked: Booked) -> pa.Table:
    """Mistakes against one rule; a repaired one is listed too, but is no longer there in the end."""
    verdict, mistakes, size = records.verdict, booked.mistakes, len(booked.at)
    repaired = booked.repaired >= 0
    repaired_day = records.world.clock.extract_days[booked.repaired].astype(np.int32)
    columns = [
        _constant(mistakes.rule, size),
        _constant(SOURCE, size),
        _constant(records.entity, size),
        ids(records.entity, mistakes.rows),
        ids("employees", verdict.accountable[mistakes.rows]),
        days(verdict.event_day[mistakes.rows]),
        utc(booked.at // MINUTE * MINUTE),
        pa.array(mistakes.kinds).take(pa.array(mistakes.kind)),
        pa.array(repaired_day, mask=~repaired).cast(pa.date32()),
        pa.array(~repaired),
    ]
    return pa.table(columns, schema=FAULTS)


def _constant(text: str, size: int) -> pa.Array:
    return pa.repeat(text, size)
