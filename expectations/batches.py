"""What a judgement must look at: for each suite the rows of the days that newer extracts touched, or all of them.

A batch is a view in the judgement's own database. Reading it belongs to `validation` and `judged`.
"""

import hashlib
from dataclasses import dataclass, field

import duckdb

from expectations.rules import Suite

SCHEMA = "intermediate"
KEYS = ("source", "record_id", "event_date", "accountable_id", "extract_date")


@dataclass(frozen=True)
class Batch:
    """The rows of one suite that are judged now.

    Attributes:
        suite: The suite.
        rows: How many rows; 0 where nothing new arrived or nothing can be judged.
        days: Table of their (source, event_date); None where all days are judged.
        errors: Why rules cannot be judged, by rule id.
    """

    suite: Suite
    rows: int = 0
    days: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The view that shows the rows."""
        return f"batch_{self.suite.name}"

    @property
    def relation(self) -> str:
        """The judged relation, in the attached warehouse."""
        return f"warehouse.{SCHEMA}.{self.suite.relation}"


def lay_out(connection: duckdb.DuckDBPyConnection, suite: Suite, *, full: bool) -> Batch:
    """Find what must be judged of a suite and create its view."""
    relation = Batch(suite).relation
    columns = _columns(connection, suite.relation)
    fault = _fault(connection, suite, columns)
    if fault:
        return Batch(suite, errors={rule.rule_id: fault for rule in suite.rules})
    known = not full and _is_judged(connection, suite)
    days = _touched_days(connection, suite, relation) if known else None
    select = f"select * from {relation}"
    if days and not suite.always_whole:
        select += f" semi join {days} using (source, event_date)"
    connection.execute(f"create view {Batch(suite).table} as {select}")
    has_news = days is None or _count(connection, days) > 0
    rows = _count(connection, Batch(suite).table) if has_news else 0
    return Batch(suite, rows, None if suite.always_whole else days, _missing_columns(suite, columns))


def fingerprint(suite: Suite) -> str:
    """Changes when what the suite asks changes; days judged by another fingerprint are judged again."""
    meaning = repr([(rule.rule_id, rule.version, rule.check) for rule in suite.rules])
    return hashlib.sha256(meaning.encode()).hexdigest()[:16]


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
    keys = [*KEYS, "entity"] if suite.entity == "*" else KEYS
    missing = [key for key in keys if key not in columns]
    if missing:
        return f"Column {missing[0]} is missing from {relation}."
    if _count(connection, Batch(suite).relation) == 0:
        return f"{relation} is empty."
    return None


def _missing_columns(suite: Suite, columns: set[str]) -> dict[str, str]:
    missing = {rule.rule_id: [c for c in rule.check.columns if c not in columns] for rule in suite.rules}
    return {
        rule_id: f"Column {names[0]} is missing from {SCHEMA}.{suite.relation}."
        for rule_id, names in missing.items()
        if names
    }


def _is_judged(connection: duckdb.DuckDBPyConnection, suite: Suite) -> bool:
    query = "select count(*) from judged.watermarks where suite = ? and fingerprint = ?"
    row = connection.execute(query, [suite.name, fingerprint(suite)]).fetchone()
    return row is not None and row[0] > 0


def _touched_days(connection: duckdb.DuckDBPyConnection, suite: Suite, relation: str) -> str:
    """Create the table of days that hold a record of an extract newer than the last judged of its source."""
    table = f"touched_{suite.name}"
    connection.execute(f"""
        create table {table} as
        select distinct records.source, records.event_date
        from {relation} as records
        left join judged.watermarks as watermarks
            on records.source = watermarks.source and watermarks.suite = '{suite.name}'
        where watermarks.extract_date is null or records.extract_date > watermarks.extract_date
    """)
    return table


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0
