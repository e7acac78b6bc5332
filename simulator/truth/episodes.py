"""The mistakes of one entity as defects: which extract shows each first, who repairs it, and whether soon enough."""

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from simulator.draws.arrays import MINUTE, NOBODY, UNKNOWN, Ints
from simulator.files.rendering import days, ids, utc
from simulator.mistakes.history import Step
from simulator.mistakes.planting import Booked
from simulator.mistakes.records import Records

SOURCE = "simulator"
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
        ("episode", pa.int32()),
        ("opened_on", pa.date32()),
        ("grace_ends_at", pa.timestamp("us")),
        ("repaired_on", pa.date32()),
        ("repaired_at", pa.timestamp("us")),
        ("repaired_by", pa.string()),
        ("is_in_grace", pa.bool_()),
        ("is_emptied", pa.bool_()),
        ("deleted_on", pa.date32()),
        ("final", pa.bool_()),
    ]
)


class Episodes:
    """Follows every mistake of an entity while its extracts go by."""

    def __init__(self, records: Records) -> None:
        """Know what was planted."""
        self._records = records
        self._rows = _joined([booked.mistakes.rows for booked in records.ledger])
        self._repaired = _joined([booked.repaired for booked in records.ledger])
        self._order = np.argsort(self._repaired, kind="stable")
        self._at = np.full(len(self._rows), UNKNOWN)
        self._by = np.full(len(self._rows), NOBODY)

    def look(self, step: Step) -> None:
        """Note who repaired what this extract shows repaired, and when by the record's own account."""
        those = np.searchsorted(self._repaired, [step.extract, step.extract + 1], sorter=self._order)
        part = self._order[those[0] : those[1]]
        self._at[part] = step.columns["updated_at"][self._rows[part]]
        self._by[part] = step.columns["updated_by_id"][self._rows[part]]

    def tables(self) -> list[pa.Table]:
        """All mistakes, rule by rule."""
        found, start = [], 0
        for booked in self._records.ledger:
            end = start + len(booked.at)
            if end > start:
                found.append(_table(self._records, booked, self._at[start:end], self._by[start:end]))
            start = end
        return found


def _table(records: Records, booked: Booked, at: Ints, by: Ints) -> pa.Table:
    """Mistakes against one rule; a repaired one is listed too, but is no longer there in the end."""
    clock, verdict, mistakes, size = records.world.clock, records.verdict, booked.mistakes, len(booked.at)
    rows, person = mistakes.rows, verdict.accountable[mistakes.rows]
    is_repaired = booked.repaired >= 0
    # The repair happened between the extract before, which did not show it, and its own.
    repaired_at = np.clip(at, clock.cutoffs[np.maximum(booked.repaired - 1, 0)], clock.cutoffs[booked.repaired])
    ends = records.world.rota.grace_end(person, clock.day_of(booked.opened))
    # What an extract in time would have shown is in time.
    is_in_grace = (repaired_at <= ends) | clock.is_excused(ends, booked.repaired)
    deleted = records.hidden.get("deleted", np.full(len(records), -1))[rows]
    columns = [
        pa.repeat(mistakes.rule, size),
        pa.repeat(SOURCE, size),
        pa.repeat(records.entity, size),
        ids(records.entity, rows),
        ids("employees", person),
        days(verdict.event_day[rows]),
        utc(booked.at // MINUTE * MINUTE),
        pa.array(mistakes.kinds).take(pa.array(mistakes.kind)),
        pa.repeat(pa.scalar(booked.episode, pa.int32()), size),
        days(clock.extract_days[booked.opened]),
        utc(np.where(ends <= clock.end, ends, UNKNOWN)),
        _date(records, booked.repaired),
        utc(np.where(is_repaired, repaired_at, UNKNOWN)),
        ids("employees", np.where(is_repaired, by, NOBODY)),
        pa.array(is_in_grace, mask=~is_repaired),
        pa.array(booked.emptied),
        _date(records, deleted),
        pa.array(~is_repaired),
    ]
    return pa.table(columns, schema=FAULTS)


def _date(records: Records, extract: Ints) -> pa.Array:
    """Date of each extract, null for none."""
    return pa.array(records.world.clock.extract_days[extract].astype(np.int32), mask=extract < 0).cast(pa.date32())


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])
