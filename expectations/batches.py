"""What a judgement must look at: for each suite the rows that newer extracts brought, or all rows.

A batch is a view that belongs to the judgement. Reading it belongs to `validation` and `judged`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from expectations.applicable import applied, exceptions_of, lacking
from expectations.engine import Engine
from expectations.rules import Suite
from orchestration.quoting import literal

SCHEMA = "intermediate"
KEYS = ("source", "record_id", "event_date", "accountable_id", "extract_date")
VERSION_KEYS = ("is_first_version", "superseded_date", "updated_by_id", "updated_at")


@dataclass(frozen=True)
class Batch:
    """The rows of one suite that are judged now.

    Attributes:
        suite: The suite.
        rows: How many rows; 0 where nothing new arrived or nothing can be judged.
        is_whole: Whether these are all rows there are, so that what was found before is replaced.
        errors: Why rules cannot be judged, by rule id.
        exceptions: Rule id, source, delivered_in and columns of the deliveries that lack what a rule reads.
    """

    suite: Suite
    rows: int = 0
    is_whole: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    exceptions: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def table(self) -> str:
        """The view that shows the rows."""
        return f"batch_{self.suite.name}"

    @property
    def changes(self) -> str:
        """The view that shows the rows, and the earlier versions which they, or others of them, supersede.

        `enters_on` is the extract that brings a version, `leaves_on` the one that supersedes it; null where that is
        not judged now.
        """
        return f"changes_{self.suite.name}"


@dataclass(frozen=True)
class Mark:
    """How far the rows of a source are judged: up to an extract date, and what they said then where that was noted."""

    extract_date: date
    content: str | None


# By source.
Marks = Mapping[str, Mark]


def lay_out(engine: Engine, suite: Suite, *, full: bool) -> Batch:
    """Find what must be judged of a suite and create its views."""
    columns = engine.columns(SCHEMA, suite.relation)
    fault = _fault(engine, suite, columns)
    if fault:
        return Batch(suite, errors={rule.rule_id: fault for rule in suite.rules})
    found = lacking(engine, suite) if suite.versioned else {}
    suite, exceptions = applied(suite, found), tuple(exceptions_of(suite, found))
    marks = {} if full else _marks(engine, suite)
    is_whole = not marks or (suite.restated and _is_restated(engine, suite, marks))
    _create_views(engine, Batch(suite), columns, {} if is_whole else marks)
    rows, errors = _count(engine, Batch(suite).table), _missing_columns(suite, columns)
    return Batch(suite, rows, is_whole, errors, exceptions)


def fingerprint(suite: Suite) -> str:
    """Changes when what the suite asks changes; what was judged by another fingerprint is judged again."""
    meaning = repr([(rule.rule_id, rule.version, rule.asked) for rule in suite.rules])
    return hashlib.sha256(meaning.encode()).hexdigest()[:16]


def content_of(engine: Engine, suite: Suite, judged_to: str | None = None) -> str:
    """SQL for what the judged columns of a group of rows say; the same rows in another order say the same.

    With `judged_to`, an expression, what supersedes a row after that extract is not looked at.
    """
    asked = {column for rule in suite.rules for column in rule.asked.columns}
    said = sorted({*KEYS, *asked, *(VERSION_KEYS if suite.versioned else ())} - {"superseded_date"})
    if suite.versioned:
        superseded = "superseded_date"
        said.append(f"case when {superseded} <= {judged_to} then {superseded} end" if judged_to else superseded)
    return engine.content(said)


def relation_of(engine: Engine, suite: Suite) -> str:
    """What the judged relation is called in queries."""
    return engine.relation(SCHEMA, suite.relation)


def _marks(engine: Engine, suite: Suite) -> Marks:
    """How far what the suite asks now is judged; nothing where it never was."""
    query = "select source, extract_date, judged_content from judged.watermarks where suite = ? and fingerprint = ?"
    rows = engine.file.execute(query, [suite.name, fingerprint(suite)]).fetchall()
    return {source: Mark(extract_date, content) for source, extract_date, content in rows}


def _is_restated(engine: Engine, suite: Suite, marks: Marks) -> bool:
    """Whether the rows that are judged do not say any more what they said then, or that was not noted."""
    judged_to = _judged_to(marks)
    held = engine.rows(
        f"select source, {content_of(engine, suite, judged_to)} as content from {relation_of(engine, suite)} "
        f"where extract_date <= {judged_to} group by source"
    )
    return dict(held) != {source: mark.content for source, mark in marks.items()}


def _judged_to(marks: Marks) -> str:
    """SQL for the last judged extract of a row's source; null where none was."""
    cases = (f"when {literal(source)} then date '{mark.extract_date}'" for source, mark in marks.items())
    return f"case source {' '.join(cases)} end"


def _fault(engine: Engine, suite: Suite, columns: set[str]) -> str | None:
    """Why nothing of the suite can be judged."""
    relation = f"{SCHEMA}.{suite.relation}"
    if not columns:
        return f"{relation} is not in the warehouse."
    keys = [*KEYS, *(VERSION_KEYS if suite.versioned else ()), *(("entity",) if suite.entity == "*" else ())]
    missing = [key for key in keys if key not in columns]
    if missing:
        return f"Column {missing[0]} is missing from {relation}."
    if _count(engine, relation_of(engine, suite)) == 0:
        return f"{relation} is empty."
    return None


def _missing_columns(suite: Suite, columns: set[str]) -> dict[str, str]:
    missing = {rule.rule_id: [c for c in rule.asked.columns if c not in columns] for rule in suite.rules}
    return {
        rule_id: f"Column {names[0]} is missing from {SCHEMA}.{suite.relation}."
        for rule_id, names in missing.items()
        if names
    }


def _create_views(engine: Engine, batch: Batch, columns: Iterable[str], marks: Marks) -> None:
    """What is newer than the marks, or all where there are none.

    Who deletes a record does not change what is said of it, so tombstones are not judged.
    """
    live = "not is_deleted" if "is_deleted" in columns else "true"
    enters, leaves = _if_new("extract_date", marks), "cast(null as date)"
    if batch.suite.versioned:
        leaves = _if_new("superseded_date", marks)
    delivery = ", source || '.' || delivered_in as delivery" if "delivered_in" in columns else ""
    versions = (
        f"select *{delivery}, {enters} as enters_on, {leaves} as leaves_on "
        f"from {relation_of(engine, batch.suite)} where {live}"
    )
    engine.show(
        batch.changes, f"select * from ({versions}) as versions where enters_on is not null or leaves_on is not null"
    )
    engine.show(batch.table, f"select * from {batch.changes} where enters_on is not null")


def _if_new(column: str, marks: Marks) -> str:
    """The date of an extract where that is newer than the last judged of its source."""
    if not marks:
        return column
    return f"case when {column} > coalesce({_judged_to(marks)}, date '0001-01-01') then {column} end"


def _count(engine: Engine, table: str) -> int:
    [[count]] = engine.rows(f"select count(*) from {table}")
    return int(count)
