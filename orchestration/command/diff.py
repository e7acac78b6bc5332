"""`scorehouse diff`: what differs between two published copies, in words for a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestration.command.comparing import NEW, OLD, Comparison, Row, Rows, Table, Wish, compare
from orchestration.words import counted

EQUAL, DIFFERENT, NOT_COMPARABLE = 0, 1, 2
_NAME, _COUNT, _LONGEST = 34, 12, 160
_CHANGES_SHOWN = 6


def diff(old: Path, new: Path, wish: Wish) -> tuple[int, str]:
    """The exit code and what to print.

    Raises:
        ScorehouseError: They cannot be compared.
    """
    comparison = compare(old, new, wish)
    return (EQUAL if comparison.is_equal else DIFFERENT), "\n".join(_lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    for side, copy in comparison.copies.items():
        yield f"{side}  {copy.database.parent}{f', as of {copy.as_of} UTC' if copy.as_of else ''}"
    yield ""
    for side, word in ((OLD, "gone"), (NEW, "new")):
        for title, rows in comparison.alone[side].items():
            yield f"{title:<{_NAME}}{word}, {counted(rows, 'row')}"
    for table in comparison.tables:
        if not table.is_equal:
            yield from _table(table)
    yield _total(comparison)


def _table(table: Table) -> Iterator[str]:
    rows = table.rows
    how = f"by {', '.join(rows.key)}" if rows.key else f"rows compared whole: {rows.why_whole}"
    yield f"{table.title:<{_NAME}}{how}"
    for side, word in ((OLD, "column gone"), (NEW, "column new")):
        for name, kind in table.columns[side].items():
            yield f"  {word:<{_NAME - 2}}{name} ({kind})"
    for name, (before, after) in table.retyped.items():
        yield f"  {'column of another type':<{_NAME - 2}}{name} ({before} -> {after})"
    for side in (OLD, NEW):
        yield from _counted(f"rows only in {side}", rows.alone[side], rows.examples[side])
    yield from _changed(rows)


def _changed(rows: Rows) -> Iterator[str]:
    if not rows.changed:
        return
    yield f"  {'rows changed':<{_NAME - 2 - _COUNT}}{rows.changed:>{_COUNT},}  of {rows.both:,} in both"
    shown = list(rows.changes.items())
    for name, count in shown[:_CHANGES_SHOWN]:
        yield f"    {name:<{_NAME - 4 - _COUNT}}{count:>{_COUNT},}"
    if len(shown) > _CHANGES_SHOWN:
        yield f"    and {counted(len(shown) - _CHANGES_SHOWN, 'more column')}"
    for key, changes in rows.changed_examples:
        changed = "; ".join(changes)
        yield f"    {_clipped(f'{_values(key)}: {changed}')}"


def _counted(words: str, count: int, examples: Sequence[Row]) -> Iterator[str]:
    if count:
        yield f"  {words:<{_NAME - 2 - _COUNT}}{count:>{_COUNT},}"
        for row in examples:
            yield f"    {_clipped(_values(row))}"


def _values(row: Row) -> str:
    return " | ".join(row)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def _total(comparison: Comparison) -> str:
    equal = sum(table.is_equal for table in comparison.tables)
    parts = (
        (equal, "equal"),
        (len(comparison.tables) - equal, "different"),
        (len(comparison.alone[OLD]), "gone"),
        (len(comparison.alone[NEW]), "new"),
    )
    said = ", ".join(f"{count:,} {word}" for count, word in parts if count)
    return f"{counted(sum(count for count, _ in parts), 'table')}: {said or 'nothing to compare'}"
