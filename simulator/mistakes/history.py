"""The versions of an entity's records, extract by extract: what each extract holds of them, and what it held before."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.draws.arrays import NOBODY, Ints
from simulator.mistakes.records import Change, Records


@dataclass(frozen=True)
class Step:
    """One extract of an entity.

    Attributes:
        extract: Its number.
        rows: Rows that it holds, new and changed ones.
        again: Those that an earlier extract held already.
        before: What that earlier one said of them, by column.
        shown: Number of the last such extract.
        columns: What is said now, of every row.
    """

    extract: int
    rows: Ints
    again: Ints
    before: dict[str, Ints]
    shown: Ints
    columns: dict[str, Ints]


def steps(records: Records) -> Iterator[Step]:
    """All extracts of a record entity in order. The columns are the same arrays each time: look, do not keep."""
    world = records.world
    columns = records.first_versions()
    for change in records.changes:
        for name in (*change.values, "updated_at", "updated_by_id"):
            columns[name] = columns[name].copy()
    parts = [_ByExtract(records, change) for change in records.changes]
    bounds = np.searchsorted(records.entries.first_extract, np.arange(world.clock.extracts + 1))
    shown = np.full(len(records), NOBODY)
    for extract in range(world.clock.extracts):
        new = np.arange(bounds[extract], bounds[extract + 1])
        rows = np.unique(np.concatenate([new, *(part.rows(extract) for part in parts)]))
        again = rows[shown[rows] != NOBODY]
        before = {name: columns[name][again] for name in records.watched}
        for part in parts:
            part.apply(extract, columns)
        yield Step(extract, rows, again, before, shown[again], columns)
        shown[rows] = extract


class _ByExtract:
    """The later versions of one change, by the extract that shows them."""

    def __init__(self, records: Records, change: Change) -> None:
        clock = records.world.clock
        self._change = change
        self._order = np.argsort(change.at, kind="stable")
        extracts = clock.first_extract(change.at[self._order])
        self._bounds = np.searchsorted(extracts, np.arange(clock.extracts + 1))

    def rows(self, extract: int) -> Ints:
        """Rows that change in the extract."""
        return self._change.rows[self._part(extract)]

    def apply(self, extract: int, columns: dict[str, Ints]) -> None:
        """Bring the columns to the state of the extract."""
        part = self._part(extract)
        rows, at = self._change.rows[part], self._change.at[part]
        latest = at > columns["updated_at"][rows]
        columns["updated_at"][rows[latest]] = at[latest]
        columns["updated_by_id"][rows[latest]] = self._change.by[part][latest]
        for name, values in self._change.values.items():
            columns[name][rows] = values[part]

    def _part(self, extract: int) -> Ints:
        return self._order[self._bounds[extract] : self._bounds[extract + 1]]
