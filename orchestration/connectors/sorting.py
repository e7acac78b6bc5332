"""Sorting delivered rows into those that land, those that are rejected, and what is no record, as sets in DuckDB.

A row is rejected when it is malformed, when a value does not cast, when its key is missing, or when its key came
before in the same snapshot with other values. Extracts of changes are logs, in which a key may have several states. A
row that says nothing, a total, a header or an exact repeat in between is left out. If a whole column stops casting, or
no row can be used, that fails the entity instead.
"""

from dataclasses import dataclass

from orchestration.connectors.declarations.casts import expectation
from orchestration.connectors.readers.delivered import Delivered, Reading, Reject
from orchestration.connectors.typed_columns import Typing, nothing
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
    if not delivered.rows_read:  # which of many entities holds for every holiday
        return Sorted(nothing(reading.entity, delivered.new_columns), [], [])
    typing = Typing(reading, delivered, is_strict=False)
    counts = _fault_counts(reading, typing)
    if counts[_DOUBTFUL]:  # rare, and preparing to tell what is wrong takes as long as all the rest
        typing = Typing(reading, delivered, is_strict=True)
        counts = _fault_counts(reading, typing)
    _refuse_drift(reading, delivered.rows_read - len(delivered.left_out) - counts[_NO_RECORD], typing, counts)
    rejects, left_out = delivered.rejects, delivered.left_out
    select = f"select {typing.values} from delivered"
    if sum(counts.values()) - counts[_DOUBTFUL]:
        _set_suspects_aside(reading, typing)
        select = (
            f"select {typing.values} from (select *, row_number() over () as record from delivered) "
            "anti join suspects using (record)"
        )
        rejects = [*rejects, *_suspects(reading, delivered, typing, "not is_left_out")]
        left_out = [*left_out, *_suspects(reading, delivered, typing, "is_left_out")]
    if rejects and len(rejects) + len(left_out) == delivered.rows_read:
        raise _useless(reading, rejects)
    return Sorted(select, rejects, left_out)


_OTHER_FAULT, _NO_RECORD, _REPEATED, _DOUBTFUL = "", "-", "=", "?"  # no columns are called so


def _fault_counts(reading: Reading, typing: Typing) -> dict[str, int]:
    """Rows that do not cast by column, with another fault, that are no records, of keys that came before, in doubt.

    In one query, because each reads a large file again, and of a small one preparing it takes longer than its rows.
    """
    tests = typing.misfits | {_OTHER_FAULT: typing.other_fault}
    sums = ", ".join(f"count(*) FILTER (no_record is null and ({test}))" for test in tests.values())
    parts = [f"k{place}" for place in range(len(reading.entity.key))]
    key = parts[0] if len(parts) == 1 else f"row({', '.join(parts)})"
    found = reading.connection.execute(
        f"select {sums}, count(no_record), count({key}) - count(distinct {key}), count(*) filter ({typing.doubt}) "
        f"from (select *, {typing.no_record} as no_record, {typing.keys}{typing.typed} from delivered)"
    ).fetchone()
    return dict(zip([*tests, _NO_RECORD, _REPEATED, _DOUBTFUL], found or (), strict=True))


def _refuse_drift(reading: Reading, rows: int, typing: Typing, counts: dict[str, int]) -> None:
    for name, column in typing.fallible.items():
        bad = counts[name]
        if bad > DRIFT_SHARE * rows and (bad >= DRIFT_ROWS or bad == rows):
            file, expected = reading.path.name, f"is not {expectation(column, reading.entity)}"
            first = reading.connection.execute(
                f"select {typing.misfit(name)} from delivered where {typing.does_not_cast(name)} limit 1"
            ).fetchall()
            if first and not first[0][0].endswith(expected):
                raise ScorehouseError(f"{file}: {first[0][0]}. It is so in {bad:,} of {rows:,} rows.")
            raise ScorehouseError(
                f"{file}: {name} {expected} in {bad:,} of {rows:,} rows; "
                f"correct the declaration of {reading.entity.name} or have it delivered as declared."
            )


def _useless(reading: Reading, rejects: list[Reject]) -> ScorehouseError:
    first = rejects[0]
    where = f"line {first.line:,} " if first.line else "the first "
    return ScorehouseError(
        f"{reading.path.name}: nothing can be used of {counted(len(rejects), 'row')} ({where}{first.reason}); "
        f"correct the declaration of {reading.entity.name} or have it delivered as declared."
    )


def _set_suspects_aside(reading: Reading, typing: Typing) -> None:
    """Fill `suspects` (record, reason, key, is_left_out): single rows first, then repeated keys among the others."""
    names = [f"k{place}" for place in range(len(reading.entity.key))]
    key, run = ", ".join(names), reading.connection.execute
    kept_first, is_too_many = "record", "turn > 1"
    if reading.entity.delivery == "changes":
        kept_first, is_too_many = "record desc", "same_turn > 1"  # in a log the last word counts
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
        f"(select {typing.keys}, {typing.row} as state, row_number() over () as record from delivered), "
        "sound as (select * from numbered anti join suspects using (record)), "
        f"repeated as (select {key} from sound group by {key} having count(*) > 1), "
        f"turns as (select *, row_number() over (partition by {key} order by record) as turn, "
        f"row_number() over (partition by {key}, state order by {kept_first}) as same_turn "
        f"from sound semi join repeated using ({key})) "
        f"select record, 'key ' || {shown} || ' appears twice; ' || "
        "case when same_turn > 1 then 'the rows are the same' else 'the first row stays' end, "
        f"concat_ws(', ', {key}), same_turn > 1 from turns where {is_too_many}"
    )


def _suspects(reading: Reading, delivered: Delivered, typing: Typing, which: str) -> list[Reject]:
    found = reading.connection.execute(
        f"with landing as (select {typing.key_text} as key from "
        "(select *, row_number() over () as record from delivered) anti join suspects using (record)) "
        "select record, reason, key, coalesce(key in (from landing), false) "
        f"from suspects where {which} order by record"
    ).fetchall()
    located = delivered.locate([record for record, *_ in found]) if found else []
    return [
        Reject(line, reason, text, key, key_landed)
        for (_, reason, key, key_landed), (line, text) in zip(found, located, strict=True)
    ]
