"""Daily files: which version of which record is in which extract, and how its file is written."""

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pv  # type: ignore[import-untyped]

from orchestration.errors import ScorehouseError
from simulator.arrays import Ints
from simulator.records import Change, Records
from simulator.rendering import PREFIXES, render
from simulator.world import World

CHUNK = 250_000  # rows rendered at once; bounds memory where one extract holds millions
GB18030 = frozenset({"contacts", "offices"})
WITH_BOM = frozenset({"accounts"})
GZIPPED = frozenset({"activities", "order_lines"})
FASTEST = 1


class Delivery:
    """The folder of extracts of one simulation."""

    def __init__(self, world: World, folder: Path) -> None:
        """Prepare the folder.

        Raises:
            ScorehouseError: It holds an extract that this simulation would not overwrite.
        """
        self._world = world
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        ours = {self._path(entity, day).name for entity in PREFIXES for day in range(world.clock.days)}
        for entity in PREFIXES:
            for path in sorted(folder.glob(f"{entity}_[0-9]*.csv*")):
                if path.name not in ours:
                    raise ScorehouseError(
                        f"{path} is from another simulation and would be mixed with this one; use an empty folder."
                    )

    def write(self, entity: str, day: int, tables: Iterable[pa.Table]) -> None:
        """Write one extract; the tables share the columns of the first."""
        with self._path(entity, day).open("wb") as file:
            if self._is_plain(entity, GZIPPED):
                self._write_rows(entity, file, tables)
            else:
                # No name and no time in the header: the same rows give the same bytes.
                with gzip.GzipFile("", "wb", FASTEST, file, mtime=0) as packed:
                    self._write_rows(entity, packed, tables)

    def write_changes(self, records: Records) -> None:
        """Write all extracts of a record entity: each with what was entered or changed since the one before."""
        columns = records.first_versions()
        changes = [_ByDay(self._world, change) for change in records.changes]
        for change in records.changes:
            for name in (*change.values, "updated_at", "updated_by_id"):
                columns[name] = columns[name].copy()
        bounds = np.searchsorted(records.entries.first_extract, np.arange(self._world.clock.days + 1))
        for day in range(self._world.clock.days):
            touched = [np.arange(bounds[day], bounds[day + 1]), *(change.apply(day, columns) for change in changes)]
            self.write(records.entity, day, _in_chunks(records, columns, np.unique(np.concatenate(touched))))

    def write_facts(self, entity: str, first_extract: Ints, table: pa.Table) -> None:
        """Write all extracts of rows that never change, given in the order of their first extract."""
        bounds = np.searchsorted(first_extract, np.arange(self._world.clock.days + 1)).tolist()
        for day in range(self._world.clock.days):
            self.write(entity, day, [table.slice(bounds[day], bounds[day + 1] - bounds[day])])

    def _write_rows(self, entity: str, file: BinaryIO | gzip.GzipFile, tables: Iterable[pa.Table]) -> None:
        if not self._is_plain(entity, WITH_BOM):
            file.write(b"\xef\xbb\xbf")
        for number, table in enumerate(tables):
            if number == 0:
                file.write((",".join(table.column_names) + "\n").encode())
            rows = io.BytesIO()
            pv.write_csv(table, rows, pv.WriteOptions(include_header=False))
            plain = self._is_plain(entity, GB18030)
            file.write(rows.getbuffer() if plain else rows.getvalue().decode().encode("gb18030"))

    def _is_plain(self, entity: str, special: frozenset[str]) -> bool:
        return entity not in special or self._world.scenario.plain

    def _path(self, entity: str, day: int) -> Path:
        suffix = ".csv" if self._is_plain(entity, GZIPPED) else ".csv.gz"
        return self._folder / f"{entity}_{self._world.scenario.extract_dates[day]}{suffix}"


class _ByDay:
    """The later versions of one change, by the extract that shows them."""

    def __init__(self, world: World, change: Change) -> None:
        self._change = change
        self._order = np.argsort(change.at, kind="stable")
        extracts = world.clock.first_extract(change.at[self._order])
        self._bounds = np.searchsorted(extracts, np.arange(world.clock.days + 1))

    def apply(self, day: int, columns: dict[str, Ints]) -> Ints:
        """Bring the columns to the state of that extract; returns the rows that changed."""
        part = self._order[self._bounds[day] : self._bounds[day + 1]]
        rows, at = self._change.rows[part], self._change.at[part]
        latest = at > columns["updated_at"][rows]
        columns["updated_at"][rows[latest]] = at[latest]
        columns["updated_by_id"][rows[latest]] = self._change.by[part][latest]
        for name, values in self._change.values.items():
            columns[name][rows] = values[part]
        return rows


def _in_chunks(records: Records, columns: dict[str, Ints], rows: Ints) -> Iterator[pa.Table]:
    """At least one table, so that an extract without rows still has its header."""
    for start in range(0, max(1, len(rows)), CHUNK):
        yield render(records, columns, rows[start : start + CHUNK])
