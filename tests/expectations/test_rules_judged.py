"""Every declared rule: its columns exist, a clean row passes it, and the fault that follows from its question fails.

A rule needs no line here. What each kind of question means is tried in `test_kinds_of_question`.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from answers import outside, right, wrong
from declared import RULES, columns_of, file_of
from judged_file import populations
from small_warehouse import Row, Warehouse, clean_row

from expectations.rules import Rule
from expectations.runner import judge

Held = Callable[[str], list[tuple[Any, ...]]]
every_rule = pytest.mark.parametrize("rule_id", RULES)


def clean(rule_id: str) -> Row:
    """A row that the rule is asked of and that passes it."""
    suite, rule = RULES[rule_id]
    row = clean_row(suite.relation)
    return row | right(rule.asked, row)


def planted_rows(rule_id: str) -> list[tuple[str, Row]]:
    """A clean row of `ann`, a fault of `bob` and, where some records are not asked, one of those."""
    suite, rule = RULES[rule_id]
    rows = [
        {"record_id": f"clean by {rule_id}"},
        {"record_id": f"fault of {rule_id}", "accountable_id": "bob", **wrong(rule.asked)},
    ]
    not_asked = outside(rule.asked)
    if not_asked is not None:
        rows.append({"record_id": "outside", "accountable_id": f"not {rule_id}", **not_asked})
    return [(suite.relation, clean(rule_id) | row) for row in rows]


@pytest.fixture(scope="module")
def planted(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """One warehouse with the planted rows of every rule whose columns exist."""
    warehouse = new_warehouse()
    warehouse.add_all(row for rule_id in RULES if not undeclared(rule_id) for row in planted_rows(rule_id))
    judge(warehouse.path, warehouse.judged, full=True)
    return warehouse


@pytest.fixture(scope="module")
def held(planted: Warehouse) -> Iterator[Held]:
    """What its judged file answers, opened once for all questions."""
    with duckdb.connect(planted.judged, read_only=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


def undeclared(rule_id: str) -> list[str]:
    """Columns that the rule reads and that its relation does not declare."""
    suite, rule = RULES[rule_id]
    return [column for column in rule.asked.columns if column not in columns_of(suite.relation)]


@every_rule
def test_every_column_that_a_rule_reads_is_declared(rule_id: str) -> None:
    relation = RULES[rule_id][0].relation
    assert not undeclared(rule_id), (
        f"expectations/rules.py: {rule_id} reads {', '.join(undeclared(rule_id))}, which {relation} does not have: "
        f"correct the rule, or declare the column with its data_type in {file_of(relation)}."
    )


@every_rule
def test_a_clean_row_passes(held: Held, rule_id: str) -> None:
    asked = dict(held(f"select accountable_id, asked_count from {populations()} where rule_id = '{rule_id}'"))
    assert asked["ann"] >= 1
    key = f"rule_id = '{rule_id}' and record_id = 'clean by {rule_id}'"
    assert held(f"from failures where {key}") == []


@every_rule
def test_its_fault_fails_with_its_key_and_its_accountable_person(held: Held, rule_id: str) -> None:
    suite, _ = RULES[rule_id]
    entity = "orders" if suite.entity == "*" else suite.entity
    keys = held(
        "select source, entity, event_date::varchar, accountable_id from failures "
        f"where rule_id = '{rule_id}' and record_id = 'fault of {rule_id}'"
    )
    assert keys == [("crm", entity, "2026-03-02", "bob")]


@pytest.mark.parametrize("rule_id", [rule_id for rule_id, (_, rule) in RULES.items() if outside(rule.asked)])
def test_a_record_outside_the_population_is_neither_passed_nor_failed(held: Held, rule_id: str) -> None:
    for table in (populations(), "failures"):
        rule_ids = held(f"select rule_id from {table} where accountable_id = 'not {rule_id}'")
        assert (rule_id,) not in rule_ids


def test_one_clean_row_of_each_relation_fails_no_rule(warehouse: Warehouse) -> None:
    warehouse.add_clean()
    verdicts = judge(warehouse.path, warehouse.judged, full=True)
    assert [verdict.rule_id for verdict in verdicts] == list(RULES)
    assert [verdict.rule_id for verdict in verdicts if verdict.failed] == []


@every_rule
def test_a_verdict_counts_what_is_stored(held: Held, rule_id: str) -> None:
    verdict = held(f"select evaluated_count, failed_count from validations where rule_id = '{rule_id}'")
    evaluated = held(f"select sum(evaluated_count) from evaluations where rule_id = '{rule_id}'")
    failed = held(f"select count(*) from failures where rule_id = '{rule_id}'")
    assert verdict == [(*evaluated[0], *failed[0])]


def test_every_declared_rule_is_described_in_the_judged_file(held: Held) -> None:
    described = held("select rule_id, relation, weight, severity, name_zh, population, is_repairable from rules")
    assert {row[0] for row in described} == set(RULES)
    outcome = ("activity.outcome_present", "int_activities__versioned", 1.0, "warning", "电话或拜访已填写结果")
    assert (*outcome, "activity_type in ('call', 'visit')", True) in described


def test_what_is_judged_by_the_first_version_alone_cannot_be_repaired(held: Held) -> None:
    final = held("select rule_id from rules where not is_repairable")
    assert {rule_id for (rule_id,) in final} == {
        rule_id for rule_id, (suite, _) in RULES.items() if not suite.versioned
    }


def test_every_rule_has_a_chinese_label_and_a_positive_weight() -> None:
    rules: list[Rule] = [rule for _, rule in RULES.values()]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in rule.name_zh) for rule in rules)
    assert all(rule.weight > 0 for rule in rules)


def test_the_rules_can_be_read_without_importing_great_expectations() -> None:
    code = (
        "import sys, expectations.rules, expectations.runner; "
        "print('great_expectations' in sys.modules, 'sqlalchemy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
