"""Which rules a delivery can be asked at all: what a source does not deliver is nobody's omission.

A rule that reads a column which a delivery lacks is not applicable to its records. Which columns are lacking is said by
a canonical model; what the other records are asked, by `rules`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from expectations.checks import NotDeliveredIn
from expectations.engine import Engine
from expectations.rules import Rule, Suite
from orchestration.quoting import literal

UNDELIVERED = ("intermediate", "int_columns__undelivered")
# By column: the source and delivered_in of each delivery without it.
Lacking = Mapping[str, tuple[tuple[str, str], ...]]


def lacking(engine: Engine, suite: Suite) -> Lacking:
    """The deliveries of the suite's entity that lack a column; nothing where the warehouse does not say."""
    if not engine.columns(*UNDELIVERED):
        return {}
    rows = engine.rows(
        f"select column_name, source, delivered_in from {engine.relation(*UNDELIVERED)} "
        f"where entity = {literal(suite.entity)} order by column_name, source, delivered_in"
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for column, source, file in rows:
        found[column].append((source, file))
    return {column: tuple(deliveries) for column, deliveries in found.items()}


def applied(suite: Suite, found: Lacking) -> Suite:
    """The suite, asking each rule only of the records of deliveries that have all of its columns."""
    return replace(suite, rules=tuple(_applied(rule, found) for rule in suite.rules))


def exceptions_of(suite: Suite, found: Lacking) -> list[tuple[str, str, str, str]]:
    """Where rules are not applicable: rule id, source, delivered_in and the columns that are lacking, in one text."""
    lacks: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for rule in suite.rules:
        for column in dict.fromkeys(rule.asked.columns):
            for source, file in found.get(column, ()):
                lacks[rule.rule_id, source, file].append(column)
    return [(*place, ", ".join(columns)) for place, columns in lacks.items()]


def _applied(rule: Rule, found: Lacking) -> Rule:
    deliveries = sorted({delivery for column in rule.asked.columns for delivery in found.get(column, ())})
    return replace(rule, check=rule.check.within(NotDeliveredIn(tuple(deliveries)))) if deliveries else rule
