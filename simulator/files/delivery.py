"""Daily files: which version of which record is in which extract, and how its file is written."""

import gzip
import io
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pv  # type: ignore[import-untyped]

from simulator.company.calendar import EPOCH, LATE_CUTOFF
from simulator.company.world import World
from simulator.draws.arrays import Ints
from simulator.errors import SimulationError
from simulator.files.rendering import PREFIXES, ids, render
from simulator.mistakes.history import Step
from simulator.mistakes.records import Records

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
            SimulationError: It holds an extract that this simulation would not overwrite.
        """
        self._world = world
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        ours = {self._path(entity, number).name for entity in PREFIXES for number in range(world.clock.extracts)}
        for entity in PREFIXES:
            for path in sorted(folder.glob(f"{entity}_[0-9]*.csv*")):
                if path.name not in ours:
                    raise SimulationError(
                        f"{path} is from another simulation and would be mixed with this one; use an empty folder."
                    )

    def write(self, entity: str, extract: int, tables: Iterable[pa.Table]) -> None:
        """Write one extract; the tables share the columns of the first."""
        with self._path(entity, extract).open("wb") as file:
            if self._is_plain(entity, GZIPPED):
                self._write_rows(entity, file, tables)
            else:
                # No name and no time in the header: the same rows give the same bytes.
                with gzip.GzipFile("", "wb", FASTEST, file, mtime=0) as packed:
                    self._write_rows(entity, packed, tables)

    def write_step(self, records: Records, step: Step) -> None:
        """Write one extract of a record entity: what was entered or changed since the one before."""
        self.write(records.entity, step.extract, _in_chunks(records, step))

    def write_facts(self, entity: str, first_extract: Ints, table: pa.Table) -> Ints:
        """Write all extracts of rows that never change; where they have no id, they are numbered as they are delivered.

        Returns:
            The rows in the order in which they are delivered, without those that come after the last extract.
        """
        extracts = self._world.clock.extracts
        order = np.argsort(first_extract, kind="stable")
        order = order[first_extract[order] < extracts]
        table = table.take(pa.array(order))
        if "id" not in table.column_names:
            table = table.add_column(0, "id", ids(entity, np.arange(len(order))))
        bounds = np.searchsorted(first_extract[order], np.arange(extracts + 1)).tolist()
        for number in range(extracts):
            self.write(entity, number, [table.slice(bounds[number], bounds[number + 1] - bounds[number])])
        return order

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

    def _path(self, entity: str, extract: int) -> Path:
        """Where an extract is written; the name of a late one tells when it ended."""
        clock = self._world.clock
        date = EPOCH + timedelta(days=int(clock.extract_days[extract]))
        ended = f"{LATE_CUTOFF:T%H%M}" if extract == clock.late else ""
        suffix = ".csv" if self._is_plain(entity, GZIPPED) else ".csv.gz"
        return self._folder / f"{entity}_{date}{ended}{suffix}"


def _in_chunks(records: Records, step: Step) -> Iterator[pa.Table]:
    """At least one table, so that an extract without rows still has its header."""
    for start in range(0, max(1, len(step.rows)), CHUNK):
        yield render(records, step.columns, step.rows[start : start + CHUNK])
