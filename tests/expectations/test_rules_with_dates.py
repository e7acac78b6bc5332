"""A rule that begins or ends asks what happened on its days, both included, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from answers import right, wrong
from declared import RULES
from judged_file import populations
from small_warehouse import DAY, Row, Warehouse, clean_row

from expectations import batches, runner
from expectations.errors import JudgementError
from expectations.rules import SUITES, Suite
from expectations.runner import judge

DAY_BEFORE, DAY_AFTER = "2026-03-01", "2026-03-03"
VERSIONED = "int_orders__versioned"


def lasting(suite: Suite, first: str, last: str) -> Suite:
    """The suite, its rules valid from one day to another."""
    days = {"valid_from": date.fromisoformat(first), "valid_to": date.fromisoformat(last)}
    return replace(suite, rules=tuple(replace(rule, **days) for rule in suite.rules))  # type: ignore[arg-type]


def fault(rule_id: str) -> tuple[str, Row]:
    """Relation and values of a row that the rule is asked of and that fails it."""
    suite, rule = RULES[rule_id]
    return suite.relation, right(rule.asked, clean_row(suite.relation)) | wrong(rule.asked)


def counts(warehouse: Warehouse) -> dict[str, tuple[str, int, int]]:
    verdicts = judge(warehouse.path, warehouse.judged, full=True)
    return {verdict.rule_id: (verdict.reason, verdict.evaluated, verdict.failed) for verdict in verdicts}


def test_what_happened_before_and_after_the_days_of_a_rule_is_not_asked(
    new_warehouse: Callable[[], Warehouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_days, one_day = new_warehouse(), new_warehouse()
    faults = [fault(rule_id) for rule_id in RULES]
    days = (DAY_BEFORE, DAY, DAY_AFTER)
    three_days.add_all((relation, {"event_date": day, **row}) for relation, row in faults for day in days)
    one_day.add_all(faults)
    expected = counts(one_day)
    monkeypatch.setattr(runner, "SUITES", tuple(lasting(suite, DAY, DAY) for suite in SUITES))
    assert counts(three_days) == expected
    assert all(failed for _, _, failed in expected.values())
    assert three_days.held(f"select distinct event_date::varchar from {populations()}") == [(DAY,)]
    assert three_days.held("select distinct event_date::varchar from failures") == [(DAY,)]
    assert three_days.held("select distinct valid_from::varchar, valid_to::varchar from rules") == [(DAY, DAY)]


def test_a_defect_of_a_day_of_the_rule_can_be_repaired_after_the_rule_has_ended(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.add(VERSIONED, record_id="o1", account_id=None)
    warehouse.change(VERSIONED, "o1", "2026-04-01", account_id="a1")
    monkeypatch.setattr(runner, "SUITES", tuple(lasting(suite, DAY, DAY) for suite in SUITES))
    judge(warehouse.path, warehouse.judged, full=True)
    assert warehouse.held("select record_id, extract_date::varchar, answer from rechecks") == [
        ("o1", "2026-04-01", "pass")
    ]


def test_a_rule_whose_days_change_is_judged_again() -> None:
    suite = SUITES[0]
    assert batches.fingerprint(suite) != batches.fingerprint(lasting(suite, DAY, "9999-12-31"))


def test_a_rule_that_ends_before_it_begins_is_refused_in_a_sentence() -> None:
    with pytest.raises(JudgementError) as refused:
        lasting(SUITES[0], DAY, DAY_BEFORE)
    assert str(refused.value) == (
        "expectations/rules.py: record.recorded_by_deadline is valid from 2026-03-02 to 2026-03-01; "
        "it must end on the day it begins or later."
    )
