"""Sorting delivered rows into those that land, those that are rejected, and what is no record, as sets in DuckDB.

A row is rejected when it is malformed, when a value does not cast, when its key is missing, or when its key came
before in the same delivery with other values. A row that says nothing, a total, a header or an exact repeat in between
is left out. If a whole column stops casting, or no row can be used, that fails the entity instead.
"""

from dataclasses import dataclass

from orchestration.connectors.declarations.casts import expectation
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.typed_columns import Typing
from orchestration.errors import ScorehouseError
from orchestration.quoting import literal
from orchestration.words import counted

DRIFT_SHARE = 0.2  # of the rows of a delivery, above which a column counts as changed
DRIFT_ROWS = 5  # fewer bad values are bad values, unless they are all there is


@dataclass(frozen=True)
class Sorted:
    """The outcome: SQL that selects the rows to land, the rejects, and what is left out because it is no record."""

    select: str
    rejects: list[Reject]
    left_out: list[Reject]


def sort_rows(reading: Reading, delivered: Delivered) -> Sorted:
    """Tell rows that land from rejects, and both from what is no record.

    Raises:
        ScorehouseError: A column's values no longer cast to its declared type, or nothing of the file can be used.
    """
    typing = Typing(reading, delivered)
    counts = _fault_counts(reading, typing)
    _refuse_drift(reading, delivered.rows_read - len(delivered.left_out) - counts[_NO_RECORD], typing, counts)
    rejects, left_out = delivered.rejects, delivered.left_out
    select = f"select {typing.values} from delivered"
    if sum(counts.values()) or _has_repeated_keys(reading, typing):
        _set_suspects_aside(reading, typing)
        select = (
            f"select {typing.values} from (select *, row_number() over () as record from delivered) "
            "anti join suspects using (record)"
        )
        rejects = [*rejects, *_suspects(reading, delivered, "not is_left_out")]
        left_out = [*left_out, *_suspects(reading, delivered, "is_left_out")]
    if rejects and len(rejects) + len(left_out) == delivered.rows_read:
        raise _useless(reading, rejects)
    return Sorted(select, rejects, left_out)


_OTHER_FAULT, _NO_RECORD = "", "-"  # no columns are called so


def _fault_counts(reading: Reading, typing: Typing) -> dict[str, int]:
    """Rows that do not cast by column, those with another fault, and those that are no records."""
    tests = {name: typing.does_not_cast(name) for name in typing.fallible} | {_OTHER_FAULT: typing.other_fault}
    sums = ", ".join(f"count(*) FILTER (no_record is null and ({test}))" for test in tests.values())
    found = reading.connection.execute(
        f"select {sums}, count(no_record) from (select *, {typing.no_record} as no_record from delivered)"
    ).fetchone()
    return dict(zip([*tests, _NO_RECORD], found or (), strict=True))


def _refuse_drift(reading: Reading, rows: int, typing: Typing, counts: dict[str, int]) -> None:
    for name, column in typing.fallible.items():
        bad = counts[name]
        if bad > DRIFT_SHARE * rows and (bad >= DRIFT_ROWS or bad == rows):
            raise ScorehouseError(
                f"{reading.path.name}: {name} is not {expectation(column, reading.entity)} "
                f"in {bad:,} of {rows:,} rows; "
                f"correct the declaration of {reading.entity.name} or have it delivered as declared."
            )


def _useless(reading: Reading, rejects: list[Reject]) -> ScorehouseError:
    first = rejects[0]
    where = f"line {first.line:,} " if first.line else "the first "
    return ScorehouseError(
        f"{reading.path.name}: nothing can be used of {counted(len(rejects), 'row')} ({where}{first.reason}); "
        f"correct the declaration of {reading.entity.name} or have it delivered as declared."
    )


def _has_repeated_keys(reading: Reading, typing: Typing) -> bool:
    keys = f"select {typing.keys} from delivered"
    return bool(reading.connection.execute(f"{keys} GROUP BY ALL HAVING count(*) > 1 LIMIT 1").fetchall())


def _set_suspects_aside(reading: Reading, typing: Typing) -> None:
    """Fill `suspects` (record, reason, key, is_left_out): single rows first, then repeated keys among the others."""
    names = [f"k{place}" for place in range(len(reading.entity.key))]
    key, run = ", ".join(names), reading.connection.execute
    shown = " || ', ' || ".join(
        f"{literal(name + '=')} || {place}" for name, place in zip(reading.entity.key, names, strict=True)
    )
    run(
        "create or replace temp table suspects as select record, coalesce(no_record, reason) as reason, key, "
        f"no_record is not null as is_left_out from (select row_number() over () as record, {typing.reason} as reason, "
        f"{typing.no_record} as no_record, {typing.key_text} as key from delivered) "
        "where coalesce(no_record, reason) is not null"
    )
    run(
        f"insert into suspects with numbered as "
        f"(select {typing.keys}, {typing.row} as cells, row_number() over () as record from delivered), "
        "sound as (select * from numbered anti join suspects using (record)), "
        f"repeated as (select {key} from sound group by {key} having count(*) > 1), "
        f"turns as (select *, row_number() over (partition by {key} order by record) as turn, "
        f"row_number() over (partition by {key}, cells order by record) as same_turn "
        f"from sound semi join repeated using ({key})) "
        f"select record, 'key ' || {shown} || ' appears twice; ' || "
        "case when same_turn > 1 then 'the rows are the same' else 'the first row stays' end, "
        f"concat_ws(', ', {key}), same_turn > 1 from turns where turn > 1"
    )


def _suspects(reading: Reading, delivered: Delivered, which: str) -> list[Reject]:
    found = reading.connection.execute(
        f"select record, reason, key from suspects where {which} order by record"
    ).fetchall()
    located = delivered.locate([record for record, *_ in found]) if found else []
    return [Reject(line, reason, text, key) for (_, reason, key), (line, text) in zip(found, located, strict=True)]
