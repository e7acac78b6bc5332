"""What a judgement must look at: for each suite the rows that newer extracts brought, or all rows.

A batch is a view in the judgement's own database. Reading it belongs to `validation` and `judged`.
"""

import hashlib
from dataclasses import dataclass, field

import duckdb

from expectations.applicable import applied, exceptions_of, lacking
from expectations.rules import Suite

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

    @property
    def relation(self) -> str:
        """The judged relation, in the attached warehouse."""
        return f"warehouse.{SCHEMA}.{self.suite.relation}"


def lay_out(connection: duckdb.DuckDBPyConnection, suite: Suite, *, full: bool) -> Batch:
    """Find what must be judged of a suite and create its views."""
    columns = _columns(connection, suite.relation)
    fault = _fault(connection, suite, columns)
    if fault:
        return Batch(suite, errors={rule.rule_id: fault for rule in suite.rules})
    found = lacking(connection, suite) if suite.versioned else {}
    suite, exceptions = applied(suite, found), tuple(exceptions_of(suite, found))
    is_whole = full or not _is_judged(connection, suite) or (suite.restated and _is_restated(connection, suite))
    _create_views(connection, Batch(suite), columns, is_whole=is_whole)
    rows, errors = _count(connection, Batch(suite).table), _missing_columns(suite, columns)
    return Batch(suite, rows, is_whole, errors, exceptions)


def fingerprint(suite: Suite) -> str:
    """Changes when what the suite asks changes; what was judged by another fingerprint is judged again."""
    meaning = repr([(rule.rule_id, rule.version, rule.asked) for rule in suite.rules])
    return hashlib.sha256(meaning.encode()).hexdigest()[:16]


def content_of(suite: Suite, judged_to: str | None = None) -> str:
    """SQL for what the judged columns of a group of rows say; the same rows in another order say the same.

    With `judged_to`, a column, what supersedes a row after that extract is not looked at.
    """
    asked = {column for rule in suite.rules for column in rule.asked.columns}
    said = sorted({*KEYS, *asked, *(VERSION_KEYS if suite.versioned else ())} - {"superseded_date"})
    if suite.versioned:
        superseded = "superseded_date"
        said.append(f"case when {superseded} <= {judged_to} then {superseded} end" if judged_to else superseded)
    return f"sum(hash({', '.join(said)}))::varchar"


def _is_restated(connection: duckdb.DuckDBPyConnection, suite: Suite) -> bool:
    """Whether the rows that are judged do not say any more what they said then, or that was not noted."""
    found = connection.execute(f"""
        with known as (from judged.watermarks where suite = '{suite.name}'),

        judged_rows as (
            select rows_of.*, known.extract_date as judged_to
            from {Batch(suite).relation} as rows_of join known on rows_of.source = known.source
            where rows_of.extract_date <= known.extract_date
        ),

        held as (select source, {content_of(suite, "judged_to")} as content from judged_rows group by source)

        select count(*) from known full join held using (source)
        where known.judged_content is distinct from held.content
    """).fetchone()
    return bool(found and found[0])


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    query = (
        "select column_name from duckdb_columns() "
        "where database_name = 'warehouse' and schema_name = ? and table_name = ?"
    )
    return {str(row[0]) for row in connection.execute(query, [SCHEMA, relation]).fetchall()}


def _fault(connection: duckdb.DuckDBPyConnection, suite: Suite, columns: set[str]) -> str | None:
    """Why nothing of the suite can be judged."""
    relation = f"{SCHEMA}.{suite.relation}"
    if not columns:
        return f"{relation} is not in the warehouse."
    keys = [*KEYS, *(VERSION_KEYS if suite.versioned else ()), *(("entity",) if suite.entity == "*" else ())]
    missing = [key for key in keys if key not in columns]
    if missing:
        return f"Column {missing[0]} is missing from {relation}."
    if _count(connection, Batch(suite).relation) == 0:
        return f"{relation} is empty."
    return None


def _missing_columns(suite: Suite, columns: set[str]) -> dict[str, str]:
    missing = {rule.rule_id: [c for c in rule.asked.columns if c not in columns] for rule in suite.rules}
    return {
        rule_id: f"Column {names[0]} is missing from {SCHEMA}.{suite.relation}."
        for rule_id, names in missing.items()
        if names
    }


def _is_judged(connection: duckdb.DuckDBPyConnection, suite: Suite) -> bool:
    query = "select count(*) from judged.watermarks where suite = ? and fingerprint = ?"
    row = connection.execute(query, [suite.name, fingerprint(suite)]).fetchone()
    return row is not None and row[0] > 0


def _create_views(connection: duckdb.DuckDBPyConnection, batch: Batch, columns: set[str], *, is_whole: bool) -> None:
    """Who deletes a record does not change what is said of it, so tombstones are not judged."""
    live = "not is_deleted" if "is_deleted" in columns else "true"
    enters = "extract_date" if is_whole else _if_new(batch.suite, "extract_date")
    leaves = "null::date"
    if batch.suite.versioned:
        leaves = "superseded_date" if is_whole else _if_new(batch.suite, "superseded_date")
    delivery = ", source || '.' || delivered_in as delivery" if "delivered_in" in columns else ""
    connection.execute(
        f"create view {batch.changes} as from (select *{delivery}, {enters} as enters_on, {leaves} as leaves_on "
        f"from {batch.relation} where {live}) where enters_on is not null or leaves_on is not null"
    )
    connection.execute(f"create view {batch.table} as select * from {batch.changes} where enters_on is not null")


def _if_new(suite: Suite, column: str) -> str:
    """The date of an extract where that is newer than the last judged of its source."""
    known = f"select extract_date from judged.watermarks as known where known.suite = '{suite.name}'"
    newest = f"coalesce(({known} and known.source = {suite.relation}.source), date '0001-01-01')"
    return f"case when {column} > {newest} then {column} end"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0
