"""The judged file: its tables, and the SQL by which populations and failing keys get into them.

No row passes through Python. What is judged, and when, is decided by `runner`. The file is DuckDB's and attached as
`judged`; a batch is a view of the engine's, with a record's keys and the columns its rules read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from expectations.batches import Batch, content_of, fingerprint, relation_of
from expectations.engine import Engine
from expectations.rules import Rule, Suite

TABLES = {
    "rules": "rule_id varchar, suite varchar, place integer, entity varchar, relation varchar, dimension varchar, "
    "name_en varchar, name_zh varchar, population varchar, weight double, severity varchar, version integer, "
    "valid_from date, valid_to date, is_repairable boolean, limited_by varchar",
    "validations": "rule_id varchar, status varchar, reason varchar, evaluated_count bigint, failed_count bigint, "
    "suite varchar",
    "exceptions": "rule_id varchar, source varchar, delivered_in varchar, lacking varchar",
    "evaluations": "rule_id varchar, source varchar, extract_date date, evaluated_count bigint",
    "populations": "suite varchar, source varchar, entity varchar, event_date date, accountable_id varchar, "
    "extract_date date, asked_counts bigint[]",
    "failures": "rule_id varchar, source varchar, entity varchar, record_id varchar, event_date date, "
    "accountable_id varchar, extract_date date",
    "rechecks": "rule_id varchar, source varchar, entity varchar, record_id varchar, extract_date date, "
    "answer varchar, updated_by_id varchar, updated_at timestamp",
    "watermarks": "suite varchar, source varchar, extract_date date, fingerprint varchar, judged_content varchar",
}

BY_RULE = ("evaluations", "failures", "rechecks")


@dataclass(frozen=True)
class Count:
    """Records of one rule and source: how many were asked, how many fail."""

    evaluated: int = 0
    failed: int = 0

    @property
    def rate(self) -> float:
        """The share that fails; 0 where none was asked."""
        return self.failed / self.evaluated if self.evaluated else 0.0

    def __add__(self, other: "Count") -> "Count":
        """Both together."""
        return Count(self.evaluated + other.evaluated, self.failed + other.failed)

    def __sub__(self, other: "Count") -> "Count":
        """What this has more than the other."""
        return Count(self.evaluated - other.evaluated, self.failed - other.failed)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that are not there yet."""
    for table, columns in TABLES.items():
        connection.execute(f"create table if not exists judged.{table} ({columns})")


def clear_rules(connection: duckdb.DuckDBPyConnection, rule_ids: Collection[str]) -> None:
    """Delete what these rules found. Who was asked is kept by suite, and read only where a rule is assessed."""
    # A delete that finds nothing still reads what this transaction has just written.
    for table in BY_RULE if rule_ids else ():
        connection.execute(f"delete from judged.{table} where rule_id in (select unnest(?))", [list(rule_ids)])


def clear_suites(connection: duckdb.DuckDBPyConnection, suites: Collection[Suite]) -> None:
    """Delete all that is known of these suites."""
    clear_rules(connection, [rule.rule_id for suite in suites for rule in suite.rules])
    names = [suite.name for suite in suites]
    connection.execute("delete from judged.populations where suite in (select unnest(?::varchar[]))", [names])


def clear_undeclared(connection: duckdb.DuckDBPyConnection, suites: Collection[Suite]) -> None:
    """Delete all that is known of suites and rules that are no longer declared."""
    rule_ids = [rule.rule_id for suite in suites for rule in suite.rules]
    for table in BY_RULE:
        connection.execute(f"delete from judged.{table} where rule_id not in (select unnest(?))", [rule_ids])
    names = [suite.name for suite in suites]
    connection.execute("delete from judged.populations where suite not in (select unnest(?))", [names])


def add(engine: Engine, batch: Batch, rules: Sequence[Rule]) -> None:
    """Add what `rules` find in a batch: a few passes over it, however many rules there are."""
    suite = batch.suite
    engine.add("evaluations", _evaluations(batch, rules))
    engine.add("populations", _populations(batch, rules))
    engine.add("failures", _failures(suite, rules, batch.table))
    if suite.versioned:
        names = ", ".join(f"'{rule.rule_id}'" for rule in rules)
        failed = engine.known(f"failed_{suite.name}", f"select * from judged.failures where rule_id in ({names})")
        engine.add("rechecks", _rechecks(batch, rules, failed))


def counts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Count]:
    """What the file holds now, by rule id and source."""
    rows = connection.execute("""
        select rule_id, source, sum(evaluated)::bigint, sum(failed)::bigint
        from (
            select rule_id, source, sum(evaluated_count) as evaluated, 0 as failed from judged.evaluations group by all
            union all
            select rule_id, source, 0 as evaluated, count(*) as failed from judged.failures group by all
        )
        group by all
        order by all
    """).fetchall()
    return {(rule_id, source): Count(evaluated, failed) for rule_id, source, evaluated, failed in rows}


def replace(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Let a small table hold these rows and no others."""
    connection.execute(f"delete from judged.{table}")
    if rows:
        connection.executemany(f"insert into judged.{table} values ({', '.join('?' * len(rows[0]))})", rows)


def unmark(connection: duckdb.DuckDBPyConnection, suite: str) -> None:
    """Forget how far a suite is judged."""
    connection.execute("delete from judged.watermarks where suite = ?", [suite])


def mark(engine: Engine, suite: Suite, *, with_content: bool) -> None:
    """Note that a suite is judged up to the newest extract of each source, and where asked for, what its rows say."""
    content = content_of(engine, suite) if with_content else "cast(null as varchar)"
    engine.add(
        "watermarks",
        f"select '{suite.name}' as suite, source, max(extract_date) as extract_date, "
        f"'{fingerprint(suite)}' as fingerprint, {content} as judged_content "
        f"from {relation_of(engine, suite)} group by source",
    )


def _evaluations(batch: Batch, rules: Sequence[Rule]) -> str:
    """Versions that are asked, by the extract that brought them: what Great Expectations counts too."""
    names = ", ".join(f"'{rule.rule_id}'" for rule in rules)
    numbers = ", ".join(f"{_asked(rule)} as {_number(rule)}" for rule in rules)
    own = " ".join(f"when '{rule.rule_id}' then {_number(rule)}" for rule in rules)
    return f"""
        with counted as (select source, extract_date, {numbers} from {batch.table} group by source, extract_date),

        named as (select unnest([{names}]) as rule_id),

        asked as (
            select named.rule_id, counted.source, counted.extract_date, case named.rule_id {own} end as evaluated_count
            from counted cross join named
        )

        select * from asked
        where evaluated_count > 0
    """


def _populations(batch: Batch, rules: Sequence[Rule]) -> str:
    """How many more records each rule of the suite asks from an extract on, or fewer: brought less superseded.

    One number for each rule in declared order, 0 for one that is not judged.
    """
    keys, entity = "source, entity, event_date, accountable_id", f"{_entity(batch.suite)} as entity"
    asked = ", ".join(f"{_asked(rule) if rule in rules else 0} as {_number(rule)}" for rule in batch.suite.rules)
    numbers = ", ".join(_number(rule) for rule in batch.suite.rules)
    moves = f"select {keys}, enters_on as extract_date, {numbers} from versions"
    if batch.suite.versioned:
        taken = ", ".join(f"-{_number(rule)}" for rule in batch.suite.rules)
        net = ", ".join(f"cast(sum({_number(rule)}) as bigint) as {_number(rule)}" for rule in batch.suite.rules)
        moves = f"""
            select {keys}, extract_date, {net}
            from (
                {moves} where enters_on is not null
                union all
                select {keys}, leaves_on, {taken} from versions where leaves_on is not null
            )
            group by all
        """
    return f"""
        with versions as (
            select source, {entity}, event_date, accountable_id, enters_on, leaves_on, {asked}
            from {batch.changes}
            group by all
        )

        select '{batch.suite.name}' as suite, {keys}, extract_date, [{numbers}] as asked_counts
        from ({moves})
        where {" or ".join(f"{_number(rule)} != 0" for rule in batch.suite.rules)}
    """


def _failures(suite: Suite, rules: Sequence[Rule], batch: str) -> str:
    """Versions that fail. Each rule reads its own columns, and the keys only of what fails."""
    keys = f"source, {_entity(suite)} as entity, record_id, event_date, accountable_id, extract_date"
    return " union all ".join(
        f"select '{rule.rule_id}' as rule_id, {keys} from {batch} where {_fails(rule)}" for rule in rules
    )


def _rechecks(batch: Batch, rules: Sequence[Rule], failures: str) -> str:
    """What later versions say where an earlier one failed: that it is right now, or that it is not asked any more."""
    answers = " ".join(
        f"when '{rule.rule_id}' then case when {_fails(rule)} then 'fail' "
        f"when {rule.asked.population} then 'pass' else 'not asked' end"
        for rule in rules
    )
    return f"""
        with later as materialized (
            select * from {batch.table}
            where not is_first_version
        ),

        failed as (
            select rule_id, source, record_id, min(extract_date) as first_date
            from {failures} as failures
            where record_id in (select record_id from later)
            group by rule_id, source, record_id
        ),

        checked as (
            select
                failed.rule_id, later.source, {_entity(batch.suite)} as entity, later.record_id, later.extract_date,
                case failed.rule_id {answers} end as answer, later.updated_by_id, later.updated_at
            from later
            inner join failed
                on later.source = failed.source and later.record_id = failed.record_id
                and later.extract_date > failed.first_date
        )

        select * from checked
        where answer != 'fail'
    """


def _fails(rule: Rule) -> str:
    return f"(({rule.asked.population}) and ({rule.asked.failing}))"


def _entity(suite: Suite) -> str:
    return "entity" if suite.entity == "*" else f"'{suite.entity}'"


def _asked(rule: Rule) -> str:
    return f"count(*) filter (where {rule.asked.population})"


def _number(rule: Rule) -> str:
    return f'"{rule.rule_id}"'
