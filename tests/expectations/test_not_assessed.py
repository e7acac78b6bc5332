"""What cannot be judged is not assessed: never a pass, never anybody's failure."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from judged_file import populations
from small_warehouse import Warehouse

from expectations import runner
from expectations.errors import JudgementError
from expectations.rules import SUITES, Suite
from expectations.runner import judge

OUTCOME = "activity.outcome_present"
DURATION = "activity.duration_in_range"
ACTIVITIES, CONTACTS, LEADS = "int_activities__versioned", "int_contacts__versioned", "int_leads__versioned"
ORDERS, OPPORTUNITIES = "int_orders__versioned", "int_opportunities__versioned"


@pytest.fixture(autouse=True)
def few_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes of one suite, and of its neighbours, needs no others: each of them costs a judgement its time."""
    few = (ACTIVITIES, CONTACTS, LEADS, ORDERS, OPPORTUNITIES)
    monkeypatch.setattr(runner, "SUITES", tuple(suite for suite in SUITES if suite.relation in few))


def verdicts_of(warehouse: Warehouse, *, full: bool = True) -> dict[str, Any]:
    return {v.rule_id: v for v in judge(warehouse.path, warehouse.judged, full=full)}


def test_an_empty_relation_is_not_assessed(warehouse: Warehouse) -> None:
    warehouse.add_clean(ACTIVITIES, LEADS)
    warehouse.run(f"delete from intermediate.{LEADS}")
    verdict = verdicts_of(warehouse)["lead.source_present"]
    assert (verdict.status, verdict.reason) == ("not_assessed", f"intermediate.{LEADS} is empty.")


def test_a_missing_relation_is_not_assessed_and_leaves_the_others_alone(warehouse: Warehouse) -> None:
    warehouse.add_clean(ACTIVITIES, CONTACTS, LEADS, ORDERS, OPPORTUNITIES)
    warehouse.run(f"drop table intermediate.{LEADS}")
    verdicts = verdicts_of(warehouse)
    lead = verdicts.pop("lead.source_present")
    assert (lead.status, lead.reason) == ("not_assessed", f"intermediate.{LEADS} is not in the warehouse.")
    assert {v.status for v in verdicts.values()} == {"assessed"}


@pytest.mark.parametrize("column", ["outcome", "activity_type"])
def test_a_missing_column_takes_only_its_own_rule_with_it(warehouse: Warehouse, column: str) -> None:
    warehouse.add_clean(ACTIVITIES)
    warehouse.run(f"alter table intermediate.{ACTIVITIES} drop column {column}")
    verdicts = verdicts_of(warehouse)
    reason = f"Column {column} is missing from intermediate.{ACTIVITIES}."
    assert (verdicts[OUTCOME].status, verdicts[OUTCOME].reason) == ("not_assessed", reason)
    assert verdicts[DURATION].status == "assessed"


def test_a_missing_key_column_takes_the_whole_suite_with_it(warehouse: Warehouse) -> None:
    warehouse.add_clean(ACTIVITIES)
    warehouse.run(f"alter table intermediate.{ACTIVITIES} drop column accountable_id")
    verdicts = verdicts_of(warehouse)
    assert {v.status for v in verdicts.values() if v.suite == "activities"} == {"not_assessed"}


def test_a_tool_error_is_not_assessed_and_wipes_what_the_rule_found_before(warehouse: Warehouse) -> None:
    warehouse.add_clean(ACTIVITIES)
    warehouse.add(ACTIVITIES, duration_minutes=-1)
    assert verdicts_of(warehouse)[DURATION].failed == 1
    warehouse.run(f"alter table intermediate.{ACTIVITIES} alter duration_minutes type varchar using 'about 5 minutes'")
    verdicts = verdicts_of(warehouse)
    assert verdicts[DURATION].status == "not_assessed"
    assert verdicts[DURATION].reason.startswith("Great Expectations could not run the rule: ")
    assert verdicts[OUTCOME].status == "assessed"
    assert not warehouse.held(f"from failures where rule_id = '{DURATION}'")
    assert not warehouse.held(f"from {populations()} where rule_id = '{DURATION}'")


def test_the_reason_of_a_tool_error_does_not_quote_a_value(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.add_clean(CONTACTS)
    warehouse.run(f"alter table intermediate.{CONTACTS} alter age_years type varchar using 'born in May'")
    judge(warehouse.path, warehouse.judged, full=True, data_docs=tmp_path / "pages")
    assert not any("born in May" in str(row) for row in warehouse.held("from validations"))
    pages = (tmp_path / "pages").rglob("*.html")
    assert not any("born in May" in page.read_text(encoding="utf-8") for page in pages)


def test_a_rule_that_recovers_is_judged_on_all_versions_again(warehouse: Warehouse) -> None:
    warehouse.add_clean(ACTIVITIES)
    warehouse.add(ACTIVITIES, outcome=None)
    warehouse.run(f"alter table intermediate.{ACTIVITIES} rename outcome to result")
    assert verdicts_of(warehouse)[OUTCOME].status == "not_assessed"
    warehouse.run(f"alter table intermediate.{ACTIVITIES} rename result to outcome")
    verdict = verdicts_of(warehouse, full=False)[OUTCOME]
    assert (verdict.status, verdict.evaluated, verdict.failed) == ("assessed", 2, 1)


def test_a_rule_that_no_record_is_asked_is_not_assessed(warehouse: Warehouse) -> None:
    warehouse.add_clean(OPPORTUNITIES)
    warehouse.run(f"update intermediate.{OPPORTUNITIES} set stage = 'lost'")
    verdict = verdicts_of(warehouse)["opportunity.amount_positive"]
    assert (verdict.status, verdict.evaluated, verdict.failed) == ("not_assessed", 0, 0)


def test_stored_keys_that_differ_from_the_tools_count_are_not_assessed(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.add_clean(ACTIVITIES)
    monkeypatch.setattr(runner, "SUITES", tuple(_disagreeing(suite) for suite in runner.SUITES))
    verdicts = verdicts_of(warehouse)
    assert verdicts[OUTCOME].reason == (
        "Great Expectations counted 0 failures of 1 records, the stored keys are 1 of 1."
    )
    assert not warehouse.held(f"from {populations()} where rule_id = '{OUTCOME}'")
    assert verdicts[DURATION].status == "assessed"


def _disagreeing(suite: Suite) -> Suite:
    """The suite, with an outcome rule whose SQL says something else than its expectation."""
    rules = [
        replace(rule, check=replace(rule.check, failing="outcome is not null")) if rule.rule_id == OUTCOME else rule
        for rule in suite.rules
    ]
    return replace(suite, rules=tuple(rules))


def test_nobody_accountable_is_counted_apart(warehouse: Warehouse) -> None:
    warehouse.add(ORDERS, account_id=None, accountable_id=None)
    warehouse.add(ORDERS, account_id=None, accountable_id="ann")
    verdicts_of(warehouse)
    assert warehouse.held(f"select accountable_id, asked_count from {populations()} order by 1 nulls first") == [
        (None, 1),
        ("ann", 1),
    ]
    assert warehouse.held("select count(*) from failures where accountable_id is null") == [(1,)]


def test_a_missing_warehouse_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match=r"nowhere\.duckdb does not exist: build the warehouse"):
        judge(tmp_path / "nowhere.duckdb", tmp_path / "judged.duckdb", full=True)


def test_a_file_that_is_no_database_is_told_in_a_sentence(warehouse: Warehouse) -> None:
    warehouse.judged.write_text("not a database, but long enough to be looked at" * 200)
    with pytest.raises(JudgementError, match=r"judged\.duckdb cannot be opened"):
        judge(warehouse.path, warehouse.judged, full=True)


def test_a_file_that_another_process_holds_is_told_in_a_sentence(warehouse: Warehouse) -> None:
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(warehouse.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(JudgementError, match=r"warehouse\.duckdb cannot be opened: close what else has it open"):
            judge(warehouse.path, warehouse.judged, full=True)
        holder.communicate()
