"""The truth beside the extracts: what every record's entry amounts to, every mistake in it, and what was rewritten.

The pipeline never reads these files; tests compare it with them.
"""

from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from simulator.company.world import World
from simulator.draws.arrays import Ints
from simulator.files.rendering import days, ids, utc
from simulator.mistakes.history import Step
from simulator.mistakes.records import Records
from simulator.mistakes.verdict import STATUS_UNKNOWN, STATUSES
from simulator.truth.episodes import FAULTS, Episodes
from simulator.truth.findings import Findings, Found

CHUNK = 1_000_000
WAIVABLE = (
    *("rule_id", "entity", "record_id", "accountable_id", "event_date"),
    *("episode", "opened_on", "is_in_grace"),
)


class Truth:
    """A folder of Parquet files: records, faults and findings entity by entity, the others at once."""

    def __init__(self, world: World, folder: Path) -> None:
        """Open the files, replacing earlier ones."""
        folder.mkdir(parents=True, exist_ok=True)
        self._world = world
        self._folder = folder
        self._records = pq.ParquetWriter(folder / "records.parquet", RECORDS)
        self._faults = pq.ParquetWriter(folder / "faults.parquet", FAULTS)
        self._findings = pq.ParquetWriter(folder / "findings.parquet", FINDINGS)

    def __enter__(self) -> "Truth":
        """Stay open for entities."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Finish the files."""
        for file in (self._records, self._faults, self._findings):
            file.close()

    def follow(self, records: Records) -> "Witness":
        """Somebody to look at each extract of an entity as it is written."""
        return Witness(Episodes(records), Findings(records))

    def add(self, records: Records, witness: "Witness") -> None:
        """Write all records of an entity, in order of id, and what was wrong with them and rewritten."""
        for start in range(0, len(records), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(records)))
            self._records.write_table(_records(records, rows))
        for table in witness.episodes.tables():
            self._faults.write_table(table)
        for found in witness.findings.found:
            if len(found[1]):
                self._findings.write_table(_findings(records, found))

    def faults(self) -> pa.Table:
        """Every episode of a rule that a record broke, with what a waiver asks of it; there are no more to come."""
        self._faults.close()
        return pq.read_table(self._folder / "faults.parquet", columns=list(WAIVABLE))

    def write(self, kind: str, table: pa.Table) -> None:
        """Write a truth that no single entity holds."""
        pq.write_table(table, self._folder / f"{kind}.parquet")


class Witness:
    """Looks at an entity's extracts in order."""

    def __init__(self, episodes: Episodes, findings: Findings) -> None:
        """Have both look."""
        self.episodes = episodes
        self.findings = findings

    def look(self, step: Step) -> None:
        """See one extract."""
        self.episodes.look(step)
        self.findings.look(step)


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

FINDINGS = pa.schema(
    [
        ("kind", pa.string()),
        ("entity", pa.string()),
        ("record_id", pa.string()),
        ("accountable_id", pa.string()),
        ("before_extract_date", pa.date32()),
        ("after_extract_date", pa.date32()),
        ("is_after_close", pa.bool_()),
        ("by_id", pa.string()),
    ]
)


def _records(records: Records, rows: Ints) -> pa.Table:
    entries, verdict = records.entries, records.verdict
    status = verdict.status[rows]
    columns = [
        pa.repeat(records.entity, len(rows)),
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


def _findings(records: Records, found: Found) -> pa.Table:
    kind, rows, before, after, day, by = found
    extract_days = records.world.clock.extract_days
    columns = [
        pa.repeat(kind, len(rows)),
        pa.repeat(records.entity, len(rows)),
        ids(records.entity, rows),
        ids("employees", records.verdict.accountable[rows]),
        days(extract_days[before]),
        days(extract_days[after]),
        pa.array(_month(day) > _month(records.verdict.event_day[rows])),
        ids("employees", by),
    ]
    return pa.table(columns, schema=FINDINGS)


def _month(days: Ints) -> Ints:
    """Months since 1970 of each day."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
