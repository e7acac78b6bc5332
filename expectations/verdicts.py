"""From findings to the judged file and to verdicts, as one transaction.

Here a rule that could not run, or whose stored keys differ from what Great Expectations counted, becomes not assessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import duckdb

from expectations import judged
from expectations.batches import Batch
from expectations.checks import Where
from expectations.engine import Engine
from expectations.judged import Count
from expectations.rules import Rule, Suite

if TYPE_CHECKING:
    from expectations.validation import Finding

Errors = dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """What is known of one rule after a judgement, over all days.

    Attributes:
        rule_id: The rule.
        suite: Name of its suite.
        status: "not_assessed" is neither a pass nor anybody's failure.
        reason: Why it is not assessed; empty otherwise.
        evaluated: Records asked.
        failed: Records that fail.
        by_source: The same two counts by source.
    """

    rule_id: str
    suite: str
    status: Literal["assessed", "not_assessed"]
    reason: str
    evaluated: int
    failed: int
    by_source: Mapping[str, Count] = field(default_factory=dict)


def store(
    engine: Engine,
    batches: Sequence[Batch],
    answer: Callable[[Batch], Mapping[str, "Finding"]],
    tell: Callable[[str], None],
    *,
    full: bool,
) -> list[Verdict]:
    """Add what was found to the file; a process that dies meanwhile leaves the earlier judgement.

    `answer` says what Great Expectations found in a batch, and may have to wait for it; `full` says that all is judged.
    """
    errors = {rule_id: error for batch in batches for rule_id, error in batch.errors.items()}
    findings: dict[str, Finding] = {}
    connection = engine.file
    connection.begin()
    _clear(connection, batches, errors)
    before = _by_rule(judged.counts(connection))
    for batch in batches:
        found = answer(batch)
        findings |= found
        broken = {rule_id: finding.error for rule_id, finding in found.items() if finding.error}
        judged.clear_rules(connection, broken)
        errors = broken | errors
        rules = [rule for rule in batch.suite.rules if batch.rows and rule.rule_id not in errors]
        if rules:
            tell(f"Storing {batch.suite.name}")
            judged.add(engine, batch, rules)
    differing = _differing(before, _by_rule(judged.counts(connection)), findings, errors)
    judged.clear_rules(connection, differing)
    errors |= differing
    verdicts = _verdicts(batches, judged.counts(connection), errors)
    _describe(engine, batches, verdicts, errors, full=full)
    connection.commit()
    return verdicts


def _clear(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch], errors: Errors) -> None:
    """Make room: for batches that hold everything, and for rules that cannot run."""
    judged.clear_undeclared(connection, [batch.suite for batch in batches])
    judged.clear_suites(connection, [batch.suite for batch in batches if batch.rows and batch.is_whole])
    judged.clear_rules(connection, errors)


def _by_rule(counts: Mapping[tuple[str, str], Count]) -> dict[str, Count]:
    totals: dict[str, Count] = {}
    for (rule_id, _), count in counts.items():
        totals[rule_id] = totals.get(rule_id, Count()) + count
    return totals


def _differing(
    before: Mapping[str, Count], after: Mapping[str, Count], findings: Mapping[str, "Finding"], errors: Errors
) -> Errors:
    """Rules whose stored rows are not what Great Expectations counted on the same batch."""
    differing = {}
    for rule_id, finding in findings.items():
        stored = after.get(rule_id, Count()) - before.get(rule_id, Count())
        evaluated = stored.evaluated if finding.evaluated is None else finding.evaluated
        if rule_id not in errors and Count(evaluated, finding.failed) != stored:
            differing[rule_id] = (
                f"Great Expectations counted {finding.failed} failures of {evaluated} records, "
                f"the stored keys are {stored.failed} of {stored.evaluated}."
            )
    return differing


def _verdicts(batches: Iterable[Batch], counts: Mapping[tuple[str, str], Count], errors: Errors) -> list[Verdict]:
    return [_verdict(batch.suite, rule, counts, errors) for batch in batches for rule in batch.suite.rules]


def _verdict(suite: Suite, rule: Rule, counts: Mapping[tuple[str, str], Count], errors: Errors) -> Verdict:
    by_source = {source: count for (rule_id, source), count in counts.items() if rule_id == rule.rule_id}
    total = sum(by_source.values(), Count())
    reason = errors.get(rule.rule_id, "")
    if not reason and not total.evaluated:
        reason = f"No record of {suite.relation} is asked this."
    status: Literal["assessed", "not_assessed"] = "not_assessed" if reason else "assessed"
    return Verdict(rule.rule_id, suite.name, status, reason, total.evaluated, total.failed, by_source)


def _describe(
    engine: Engine,
    batches: Sequence[Batch],
    verdicts: Sequence[Verdict],
    errors: Errors,
    *,
    full: bool,
) -> None:
    """Write the small tables: rules, verdicts, and how far each suite is judged."""
    connection = engine.file
    judged.replace(connection, "rules", [row for batch in batches for row in _rows(batch.suite)])
    rows = [(v.rule_id, v.status, v.reason, v.evaluated, v.failed, v.suite) for v in verdicts]
    judged.replace(connection, "validations", rows)
    judged.replace(connection, "exceptions", [row for batch in batches for row in batch.exceptions])
    for batch in batches:
        # A suite with a rule that could not run has no mark, so that next time all its versions are judged.
        judged.unmark(connection, batch.suite.name)
        if not any(rule.rule_id in errors for rule in batch.suite.rules):
            # What all rows say takes a third as long to find out as judging them, so the first added day does it.
            judged.mark(engine, batch.suite, with_content=batch.suite.restated and not full)


def _rows(suite: Suite) -> list[tuple[object, ...]]:
    return [_row(suite, place, rule) for place, rule in enumerate(suite.rules, 1)]


def _row(suite: Suite, place: int, rule: Rule) -> tuple[object, ...]:
    names = (suite.entity, suite.relation, rule.dimension, rule.name_en, rule.name_zh)
    meaning = (rule.asked.population, rule.weight, rule.severity, rule.version, rule.valid_from, rule.valid_to)
    limits = [limit.column for limit in rule.check.limits if isinstance(limit, Where)]
    return (rule.rule_id, suite.name, place, *names, *meaning, suite.versioned, limits[0] if limits else None)
