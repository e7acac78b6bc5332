"""Asking Great Expectations: the only module that uses it, and only once something is to be judged.

It turns rules into expectation suites, runs them on the views of a judgement, and reads the
results. No failing value is fetched: results hold counts. Storing what was found belongs to `judged`.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations import library
from expectations.checks import Check, Known, Limit, NotDeliveredIn, Where
from expectations.engine import Engine
from expectations.errors import JudgementError
from expectations.rules import Rule, Suite
from orchestration.disk.faults import in_words

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.expectations.row_conditions import Condition

    from expectations.sources import Source

# BASIC carries the counts; a list of zero values keeps people's data in the database.
COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
_BATCH = "rows_of_the_batch"


@dataclass(frozen=True)
class Finding:
    """What Great Expectations says of one rule on one batch.

    Attributes:
        failed: Records that fail.
        evaluated: Records asked; None where the expectation does not count them.
        error: Why the rule could not run; its counts mean nothing then.
    """

    failed: int = 0
    evaluated: int | None = None
    error: str | None = None


class Validation:
    """One context of Great Expectations on one engine."""

    def __init__(self, engine: Engine) -> None:
        """Connect to the engine."""
        library.load()
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self.context: EphemeralDataContext = gx.get_context(mode="ephemeral")
        self.context.enable_analytics(False)
        self.context.variables.progress_bars = ProgressBarsConfig(globally=False)
        # This context is kept nowhere, yet all of it would be written as YAML twice for each relation.
        self.context.variables.save = _nothing  # type: ignore[method-assign]
        self._source = engine.source(self.context)

    def findings(self, suite: Suite, table: str) -> dict[str, Finding]:
        """Judge the rows of `table` by every rule of the suite; the result is by rule id.

        Raises:
            JudgementError: A full disk or another fault of the machine kept a rule from running.
        """
        findings = self._run(suite.name, table, suite.rules)
        # Rules share a query, so one that cannot run takes its neighbours down: each is asked again on its own.
        broken = [rule for rule in suite.rules if findings[rule.rule_id].error]
        if len(suite.rules) > 1:
            for rule in broken:
                findings |= self._run(f"{suite.name}: {rule.rule_id}", table, [rule])
        return findings

    def close(self) -> None:
        """Let go of the engine."""
        self._source.close()

    def _run(self, name: str, table: str, rules: Iterable[Rule]) -> dict[str, Finding]:
        import great_expectations as gx

        rule_ids = [rule.rule_id for rule in rules]
        try:
            batch, parameters = self._source.batch(name, table)
            suite = self.context.suites.add(
                gx.ExpectationSuite(name, expectations=[_expectation(r, self._source) for r in rules])
            )
            validation = self.context.validation_definitions.add(
                gx.ValidationDefinition(name=name, data=batch, suite=suite)
            )
            results = validation.run(result_format=COUNTS_ONLY, batch_parameters=parameters).results
        except Exception as error:  # a tool's fault must never look like a person's, whatever its type
            return dict.fromkeys(rule_ids, Finding(error=_sentence(error)))
        found = {_rule_id(result): _finding(result) for result in results}
        return dict.fromkeys(rule_ids, Finding(error="Great Expectations returned no result.")) | found


def _nothing() -> None:
    """What a context in memory has to save."""


def _expectation(rule: Rule, source: "Source") -> "Expectation":
    """The expectation object of a rule; its id, dimension and labels travel in `meta` and `notes`."""
    from great_expectations import expectations

    expectation: Expectation = getattr(expectations, rule.asked.expectation)(
        **_arguments(rule.asked, source),
        severity=rule.severity,
        notes=f"{rule.rule_id}: {rule.name_en} · {rule.name_zh}",
        meta={"rule_id": rule.rule_id, "dimension": rule.dimension, "version": rule.version},
    )
    return expectation


def _arguments(check: Check, source: "Source") -> dict[str, Any]:
    """What the expectation is called with: its own arguments, and of which rows it is asked."""
    if check.expectation == "UnexpectedRowsExpectation":
        query = source.said(f"select source, record_id from {_BATCH} where ({check.population}) and ({check.failing})")
        return {**check.arguments, "unexpected_rows_query": query.replace(_BATCH, "{batch}")}
    if not check.limits:
        return dict(check.arguments)
    return {**check.arguments, "row_condition": reduce(and_, map(_condition, check.limits))}


def _condition(limit: Limit) -> "Condition":
    from great_expectations.expectations.row_conditions import Column

    if isinstance(limit, NotDeliveredIn):
        return Column("delivery").is_not_in(limit.names)
    column = Column(limit.column)
    if isinstance(limit, Where):
        return column.is_in(limit.values)
    if isinstance(limit, Known):
        return column.is_not_null()
    return (column >= limit.first) & (column <= limit.last)


def _rule_id(result: "ExpectationValidationResult") -> str:
    """Results come back in another order than the suite; the id in `meta` says whose they are."""
    configuration = result.expectation_config
    return str((configuration.meta or {}).get("rule_id")) if configuration else ""


def _finding(result: "ExpectationValidationResult") -> Finding:
    error = _exception(result.exception_info or {})
    if error:
        return Finding(error=error)
    counts: Mapping[str, Any] = result.result
    if "element_count" in counts:
        evaluated = counts["element_count"] - (counts.get("missing_count") or 0)
        return Finding(failed=counts["unexpected_count"] or 0, evaluated=evaluated)
    if "observed_value" in counts:
        return Finding(failed=counts["observed_value"])
    return Finding(error="Great Expectations returned no counts.")


def _exception(info: Mapping[str, Any]) -> str | None:
    """The first raised exception, in a sentence. The info is one exception, or one per metric."""
    parts = [info] if "raised_exception" in info else list(info.values())
    raised = [part for part in parts if part.get("raised_exception")]
    return _sentence(raised[0].get("exception_message")) if raised else None


def _sentence(message: object) -> str:
    # A rule that met a full disk must stop the judgement: as not assessed it would stay so until something new comes.
    if told := in_words(str(message), Path(tempfile.gettempdir())):
        raise JudgementError(told)
    lines = str(message).strip().splitlines() or [type(message).__name__]
    return f"Great Expectations could not run the rule: {lines[0]}"
