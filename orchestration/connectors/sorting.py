"""Sorting delivered rows into those that land and those that are rejected, as sets and inside DuckDB.

A row is rejected when it is malformed, when a value does not cast, when its key is missing, or when its key came
before in the same snapshot. Extracts of changes are logs: a key may come with several states, and only a state that
comes again is rejected. If a whole column stops casting, that is drift and fails the entity instead.
"""

from dataclasses import dataclass

from orchestration.connectors.declarations.casts import expectation
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.typed_columns import Typing
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal

DRIFT_SHARE = 0.2  # of the rows of a delivery, above which a column counts as changed
DRIFT_ROWS = 5  # fewer bad values are bad values, unless they are all there is


@dataclass(frozen=True)
class Sorted:
    """The outcome: SQL that selects the rows to land, and the rejects."""

    select: str
    rejects: list[Reject]


def sort_rows(reading: Reading, delivered: Delivered) -> Sorted:
    """Tell rows that land from rejects.

    Raises:
        ScorehouseError: A column's values no longer cast to its declared type.
    """
    typing = Typing(reading, delivered)
    counts = _fault_counts(reading, typing)
    _refuse_drift(reading, delivered.rows_read, typing, counts)
    if sum(counts.values()) == 0 and not _has_repeated_keys(reading, typing):
        return Sorted(f"select {typing.values} from delivered", delivered.rejects)
    _set_suspects_aside(reading, typing)
    select = (
        f"select {typing.values} from (select *, row_number() over () as record from delivered) "
        "anti join suspects using (record)"
    )
    return Sorted(select, [*delivered.rejects, *_suspects(reading, delivered, typing)])


def _fault_counts(reading: Reading, typing: Typing) -> dict[str, int]:
    """Rows that do not cast by column, and under an empty name those with another fault."""
    tests = {name: typing.does_not_cast(name) for name in typing.fallible} | {"": typing.other_fault}
    sums = ", ".join(f"count(*) FILTER ({test})" for test in tests.values())
    found = reading.connection.execute(f"select {sums} from delivered").fetchone() or ()
    return dict(zip(tests, found, strict=True))


def _refuse_drift(reading: Reading, rows: int, typing: Typing, counts: dict[str, int]) -> None:
    for name, column in typing.fallible.items():
        bad = counts[name]
        if bad > DRIFT_SHARE * rows and (bad >= DRIFT_ROWS or bad == rows):
            raise ScorehouseError(
                f"{reading.path.name}: {name} is not {expectation(column, reading.entity)} "
                f"in {bad:,} of {rows:,} rows; "
                f"correct the declaration of {reading.entity.name} or have it delivered as declared."
            )


def _has_repeated_keys(reading: Reading, typing: Typing) -> bool:
    keys = f"select {typing.keys} from delivered"
    return bool(reading.connection.execute(f"{keys} GROUP BY ALL HAVING count(*) > 1 LIMIT 1").fetchall())


def _set_suspects_aside(reading: Reading, typing: Typing) -> None:
    """Fill `suspects` (record, reason, key): faulty rows first, then repeated keys among the others."""
    names = [f"k{place}" for place in range(len(reading.entity.key))]
    key, run = ", ".join(names), reading.connection.execute
    if reading.entity.delivery == "snapshot":
        alike, order, fault = key, "record", "appears twice; the first row stays"
    else:
        alike, order, fault = f"{key}, state", "record desc", "comes again word for word; the last such row stays"
    shown = " || ', ' || ".join(
        f"{literal(name + '=')} || {place}" for name, place in zip(reading.entity.key, names, strict=True)
    )
    run(
        "create or replace temp table suspects as select * from "
        f"(select row_number() over () as record, {typing.reason} as reason, {typing.key_text} as key from delivered) "
        "where reason is not null"
    )
    run(
        f"insert into suspects with numbered as (select {typing.keys}, {typing.state} as state, "
        "row_number() over () as record from delivered), "
        "sound as (select * from numbered anti join suspects using (record)), "
        f"repeated as (select {key} from sound group by {key} having count(*) > 1), "
        f"turns as (select *, row_number() over (partition by {alike} order by {order}) as turn "
        f"from sound semi join repeated using ({key})) "
        f"select record, 'key ' || {shown} || ' {fault}', "
        f"concat_ws(', ', {key}) from turns where turn > 1"
    )


def _suspects(reading: Reading, delivered: Delivered, typing: Typing) -> list[Reject]:
    found = reading.connection.execute(
        f"with landing as (select {typing.key_text} as key from "
        "(select *, row_number() over () as record from delivered) anti join suspects using (record)) "
        "select record, reason, key, coalesce(key in (from landing), false) from suspects order by record"
    ).fetchall()
    located = delivered.locate([record for record, *_ in found])
    return [
        Reject(line, reason, text, key, key_landed)
        for (_, reason, key, key_landed), (line, text) in zip(found, located, strict=True)
    ]
