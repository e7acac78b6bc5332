"""Every rule: a clean case passes, a planted fault fails with its key, its population and the accountable person."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from judged_file import populations
from small_warehouse import Warehouse

from expectations.rules import SUITES, Rule
from expectations.runner import judge

RULES = {rule.rule_id: (suite, rule) for suite in SUITES for rule in suite.rules}
DAY_BEFORE = "2026-03-01"
NOON_BEFORE = f"{DAY_BEFORE} 12:00:00"

# What makes a clean record fail.
FAULTS: dict[str, dict[str, Any]] = {
    "record.recorded_by_deadline": {"is_on_time": False},
    "record.not_backdated": {"is_backdated": True},
    "record.entered_after_event": {"is_entered_after_event": False},
    "contact.occupation_present": {"occupation": None},
    "contact.age_present": {"age_years": None},
    "contact.phone_present": {"is_phone_well_formed": None},
    "contact.age_in_range": {"age_years": 101},
    "contact.phone_well_formed": {"is_phone_well_formed": False},
    "day.reported": {"is_reported": False},
    "contact.phone_unique": {"is_phone_duplicate": True},
    "account.industry_present": {"industry": None},
    "lead.source_present": {"lead_source": None},
    "opportunity.account_present": {"account_id": None},
    "opportunity.product_present": {"product_id": None},
    "opportunity.amount_positive": {"amount": 0},
    "opportunity.close_after_open": {"close_date": DAY_BEFORE},
    "order.account_present": {"account_id": None},
    "order_line.quantity_positive": {"quantity": -1},
    "activity.account_present": {"account_id": None},
    "activity.outcome_present": {"activity_type": "call", "outcome": None},
    "activity.duration_in_range": {"duration_minutes": 1441},
    "case.creation_recorded": {"entered_at": None},
    "case.category_present": {"category": None},
    "case.contact_present": {"contact_id": None},
    "case.resolved_after_opened": {"resolved_at": NOON_BEFORE},
}

# What takes a record out of the rule's population. The other rules ask every record.
OUTSIDE: dict[str, dict[str, Any]] = {
    "record.recorded_by_deadline": {"is_on_time": None},
    "record.not_backdated": {"is_backdated": None},
    "record.entered_after_event": {"is_entered_after_event": None},
    "contact.age_in_range": {"age_years": None},
    "contact.phone_well_formed": {"is_phone_well_formed": None},
    "day.reported": {"is_reported": None},
    "contact.phone_unique": {"is_phone_duplicate": None},
    "opportunity.amount_positive": {"stage": "lost", "amount": -5},
    "opportunity.close_after_open": {"close_date": None},
    "order_line.quantity_positive": {"quantity": None},
    "activity.account_present": {"activity_type": "nothing_to_report", "account_id": None},
    "activity.outcome_present": {"activity_type": "email", "outcome": None},
    "activity.duration_in_range": {"duration_minutes": None},
    "case.resolved_after_opened": {"resolved_at": None},
}


@pytest.fixture(scope="module")
def planted(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """One warehouse with a clean row per relation, and per rule a fault of `bob` and a row outside its population."""
    warehouse = new_warehouse()
    warehouse.add_clean()
    for rule_id, fault in FAULTS.items():
        warehouse.add(RULES[rule_id][0].relation, record_id=f"fault of {rule_id}", accountable_id="bob", **fault)
    for rule_id, values in OUTSIDE.items():
        warehouse.add(RULES[rule_id][0].relation, record_id="outside", accountable_id=f"not {rule_id}", **values)
    judge(warehouse.path, warehouse.judged, full=True)
    return warehouse


def test_a_fault_is_planted_for_every_rule() -> None:
    assert set(FAULTS) == set(RULES)


def test_clean_records_pass_every_rule(warehouse: Warehouse) -> None:
    warehouse.add_clean()
    verdicts = judge(warehouse.path, warehouse.judged, full=True)
    assert [v.rule_id for v in verdicts] == list(RULES)
    assert {(v.status, v.evaluated, v.failed) for v in verdicts} == {("assessed", 1, 0)}


@pytest.mark.parametrize("rule_id", FAULTS)
def test_a_planted_fault_fails_with_its_key_and_its_accountable_person(planted: Warehouse, rule_id: str) -> None:
    suite, _ = RULES[rule_id]
    entity = "orders" if suite.entity == "*" else suite.entity
    keys = planted.held(
        "select source, entity, event_date::varchar, accountable_id from failures "
        f"where rule_id = '{rule_id}' and record_id = 'fault of {rule_id}'"
    )
    assert keys == [("crm", entity, "2026-03-02", "bob")]


@pytest.mark.parametrize("rule_id", OUTSIDE)
def test_a_record_outside_the_population_is_neither_passed_nor_failed(planted: Warehouse, rule_id: str) -> None:
    for table in (populations(), "failures"):
        rule_ids = planted.held(f"select rule_id from {table} where accountable_id = 'not {rule_id}'")
        assert (rule_id,) not in rule_ids


@pytest.mark.parametrize("rule_id", RULES)
def test_a_record_asked_counts_for_its_accountable_person(planted: Warehouse, rule_id: str) -> None:
    asked = dict(planted.held(f"select accountable_id, asked_count from {populations()} where rule_id = '{rule_id}'"))
    assert asked["ann"] == 1
    assert asked["bob"] >= 1


@pytest.mark.parametrize("rule_id", RULES)
def test_a_verdict_counts_what_is_stored(planted: Warehouse, rule_id: str) -> None:
    verdict = planted.held(f"select evaluated_count, failed_count from validations where rule_id = '{rule_id}'")
    evaluated = planted.held(f"select sum(evaluated_count) from evaluations where rule_id = '{rule_id}'")
    failed = planted.held(f"select count(*) from failures where rule_id = '{rule_id}'")
    assert verdict == [(*evaluated[0], *failed[0])]


def test_every_declared_rule_is_described_in_the_judged_file(planted: Warehouse) -> None:
    described = planted.held(
        "select rule_id, relation, weight, severity, name_zh, population, is_repairable from rules"
    )
    assert {row[0] for row in described} == set(RULES)
    outcome = ("activity.outcome_present", "int_activities__versioned", 1.0, "warning", "电话或拜访已填写结果")
    assert (*outcome, "activity_type in ('call', 'visit')", True) in described


def test_what_is_judged_by_the_first_version_alone_cannot_be_repaired(planted: Warehouse) -> None:
    final = planted.held("select rule_id from rules where not is_repairable")
    assert {rule_id for (rule_id,) in final} == {rule_id for rule_id in RULES if rule_id.startswith("record.")}


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
