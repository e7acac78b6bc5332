"""What a manager reads after a run: the scores of the last period by source, from the published marts alone."""

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from unicodedata import east_asian_width

import duckdb

from orchestration.build import publishing as publish
from orchestration.build.publishing import DATABASE
from orchestration.command.visibility import visibility
from orchestration.report.words import named
from orchestration.settings import Settings
from orchestration.words import counted

SHOWN = 5
_NOTHING_TO_ASK = (" is empty.", " is asked this.")  # how the reasons of rules end that have no record
_SCORES = "(select * from kpi.mart_data_quality where subject_type = 'person') as scores"


def summary(settings: Settings, *, sources: Sequence[str] = (), period: str = "month") -> str:
    """Best and weakest people, and what could not be assessed, of the last period of each source.

    Raises:
        ScorehouseError: Nothing is published.
    """
    folder = publish.to_be_read(settings)
    with duckdb.connect(folder / DATABASE, read_only=True) as marts:
        found = [name for (name,) in marts.execute(f"select distinct source from {_SCORES} order by 1").fetchall()]
        names = [name for name in found if not sources or name in sources]
        lines = [line for name in names for line in _source(marts, name, period)]
    return "\n".join([*lines, *_where(settings, folder)])


def _source(marts: duckdb.DuckDBPyConnection, source: str, period: str) -> Iterator[str]:
    start = _last_period(marts, source, period)
    if start is None:
        return
    yield ""
    yield f"{source}, {named(start, period, 'en')}, by what the score is at least (95 % interval)"
    yield from _people(marts, source, period, start)
    yield from _others(marts, source, period, start)
    yield from _left_out(marts, source, period, start)
    yield from _not_assessed(marts, source)
    yield from _rejects(marts, source)
    if kept := visibility(marts).get(source):
        yield f"  platform: {kept}"


def _last_period(marts: duckdb.DuckDBPyConnection, source: str, period: str) -> date | None:
    """Start of the last period in which somebody is ranked, or else of the last at all."""
    found = marts.execute(
        f"""
        select coalesce(max(case when standing = 'ranked' then period_start end), max(period_start))
        from {_SCORES} where source = ? and period_type = ?
        """,
        [source, period],
    ).fetchone()
    return found[0] if found else None


def _people(marts: duckdb.DuckDBPyConnection, source: str, period: str, start: date) -> Iterator[str]:
    rows = marts.execute(
        f"""
        select
            rank, coalesce(subject_name, subject_id), score, score_lower_bound, record_count, failed_count,
            timeliness_assessed_count + completeness_assessed_count + validity_assessed_count
            + uniqueness_assessed_count,
            timeliness_score, completeness_score, validity_score, uniqueness_score
        from {_SCORES}
        where source = ? and period_type = ? and period_start = ? and standing = 'ranked'
        order by rank, subject_id
        """,
        [source, period, start],
    ).fetchall()
    if not rows:
        yield "  Nobody has enough assessed records to be ranked."
        return
    yield (
        f"  {'rank':>4}  {'person':<24}{'score':>7}{'at least':>10}{'records':>9}{'assessed':>10}{'failed':>8}"
        f"{'on time':>9}{'complete':>10}{'valid':>8}{'unique':>8}"
    )
    best, weakest = rows[:SHOWN], rows[SHOWN:][-SHOWN:]
    yield from map(_person, best)
    if len(rows) > len(best) + len(weakest):
        yield f"  {'...':>4}  {len(rows) - len(best) - len(weakest)} more"
    yield from map(_person, weakest)


def _person(row: tuple[object, ...]) -> str:
    rank, name, score, at_least, records, failed, assessed, *dimensions = row
    shares = "".join(f"{_percent(share):>{width}}" for share, width in zip(dimensions, (9, 10, 8, 8), strict=True))
    of_all = f"{_percent(score):>7}{_percent(at_least):>10}{records:>9,}{assessed:>10,}{failed:>8,}"
    return f"  {rank:>4}  {_cells(str(name)[:23], 24)}{of_all}{shares}"


def _cells(text: str, width: int) -> str:
    """The text with blanks up to a width on the screen, where Chinese characters take twice the room."""
    wide = sum(east_asian_width(character) in "WF" for character in text)
    return text + " " * (width - len(text) - wide)


def _others(marts: duckdb.DuckDBPyConnection, source: str, period: str, start: date) -> Iterator[str]:
    rows = marts.execute(
        f"""
        select standing, count(*), cast(sum(record_count) as bigint)
        from {_SCORES}
        where source = ? and period_type = ? and period_start = ? and standing != 'ranked'
        group by standing order by standing
        """,
        [source, period, start],
    ).fetchall()
    for standing, people, records in rows:
        if standing == "unattributed":
            yield f"  unattributed: {counted(records, 'record')} that nobody can be held to account for"
        elif standing == "too few":
            yield f"  too few to assess: {counted(people, 'person', 'people')} with {counted(records, 'record')}"
        else:
            yield f"  {standing}: {counted(people, 'person', 'people')} with {counted(records, 'record')}"


def _left_out(marts: duckdb.DuckDBPyConnection, source: str, period: str, start: date) -> Iterator[str]:
    row = marts.execute(
        f"""
        select cast(sum(waived_count) as bigint), cast(sum(platform_fault_count) as bigint)
        from {_SCORES} where source = ? and period_type = ? and period_start = ?
        """,
        [source, period, start],
    ).fetchone()
    waived, faults = row if row else (0, 0)
    if waived:
        yield f"  waived: {counted(waived, 'failure')}"
    if faults:
        yield f"  platform fault: {counted(faults, 'record')} left out of timeliness"


def _not_assessed(marts: duckdb.DuckDBPyConnection, source: str) -> Iterator[str]:
    rows = marts.execute(
        """
        select rule_id, reason, cast(sum(record_count) as bigint)
        from quality.mart_not_assessed
        where source in (?, '(all)')
        group by rule_id, reason order by 3 desc nulls last, rule_id
        """,
        [source],
    ).fetchall()
    idle = 0
    for rule, reason, records in rows:
        if records is None and reason.endswith(_NOTHING_TO_ASK):
            idle += 1
            continue
        count = counted(records, "record") if records is not None else "whole rule"
        yield f"  not assessed so far: {rule}, {count}: {reason}"
    if idle:
        yield f"  not assessed so far: {counted(idle, 'rule')} that found no record to ask (quality.dim_rule)"


def _rejects(marts: duckdb.DuckDBPyConnection, source: str) -> Iterator[str]:
    rows = marts.execute(
        """
        select entity, cast(sum(rows_rejected) as bigint)
        from core.fct_extracts where source = ? group by entity having sum(rows_rejected) > 0 order by 2 desc, entity
        """,
        [source],
    ).fetchall()
    if rows:
        total = sum(rejected for _, rejected in rows)
        yield f"  rejected rows: {total:,} ({', '.join(f'{entity} {rejected:,}' for entity, rejected in rows)})"


def _where(settings: Settings, folder: Path) -> Iterator[str]:
    file = settings.published / "current" / DATABASE
    yield ""
    yield f"As of {publish.about(folder)['as_of']} UTC. Marts: {file}, and as Parquet beside it."
    tables = "select schema_name, table_name from duckdb_tables() order by all"
    path = json.dumps(str(file), ensure_ascii=False)
    shown = f'import duckdb; duckdb.connect({path}, read_only=True).sql("{tables}").show(max_rows=99)'
    yield f"Open:   {shlex.join([sys.executable, '-c', shown])}"
    yield "Pages:  make ui"


def _percent(share: object) -> str:
    return "-" if share is None else f"{float(str(share)) * 100:.1f}"
