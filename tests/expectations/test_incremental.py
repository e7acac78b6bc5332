"""Judging what is new gives what judging everything gives, and a judgement that dies leaves the earlier one."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from judged_file import populations
from small_warehouse import Warehouse

from expectations import batches, runner
from expectations.files import prepare
from expectations.judged import TABLES
from expectations.rules import SUITES
from expectations.runner import judge

ORDERS, CALLS, CASES = "int_orders__versioned", "int_activities__versioned", "int_cases__versioned"
RECORDS, FIELD_DAYS, PHONES = "int_records__attributed", "int_days__expected", "int_phones__held"
# What the second extract changes, what can be restated, and one that nothing happens to.
SOME = (RECORDS, FIELD_DAYS, PHONES, ORDERS, "int_leads__versioned")
OLD_DAY, FIRST, SECOND, THIRD = "2026-02-27", "2026-03-03", "2026-03-04", "2026-03-05"


@pytest.fixture(autouse=True)
def few_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is judged, and when, shows on a few relations: each takes a judgement a tenth of a second."""
    few = (*SOME, CALLS, CASES)
    monkeypatch.setattr(runner, "SUITES", tuple(suite for suite in SUITES if suite.relation in few))


def content(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """What the tables hold, but for the note that only an added day makes."""
    columns = {table: "* exclude (judged_content)" if table == "watermarks" else "*" for table in TABLES}
    return {table: warehouse.held(f"select {those} from {table} order by all") for table, those in columns.items()}


def first_extract(warehouse: Warehouse, *relations: str) -> None:
    """Two orders and a phone, and a clean row of `relations`, or of every one."""
    warehouse.add_clean(*relations)
    warehouse.add(ORDERS, record_id="o1", account_id=None)
    warehouse.add(ORDERS, record_id="o2", event_date=OLD_DAY, account_id=None)
    warehouse.add(PHONES, record_id="c1")


def second_extract(warehouse: Warehouse) -> None:
    """Repair an order, delete another, make a number a duplicate, and let a new source appear."""
    warehouse.change(ORDERS, "o1", SECOND, account_id="a1")
    warehouse.change(ORDERS, "o2", SECOND, account_id=None, is_deleted=True)
    warehouse.change(PHONES, "c1", SECOND, is_phone_duplicate=True)
    warehouse.add(ORDERS, event_date=FIRST, account_id=None, extract_date=SECOND)
    warehouse.add(ORDERS, source="shop", account_id=None, extract_date="2026-01-01")


def judge_extract(warehouse: Warehouse) -> list[str]:
    """Judge what is new; return what was said meanwhile."""
    told: list[str] = []
    judge(warehouse.path, warehouse.judged, full=False, progress=told.append)
    return told


def population(warehouse: Warehouse, rule_id: str) -> list[tuple[Any, ...]]:
    return warehouse.held(
        f"select extract_date::varchar, sum(asked_count)::integer from {populations()} "
        f"where rule_id = '{rule_id}' group by all order by all"
    )


def test_an_extract_is_judged_like_everything(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "SUITES", SUITES)
    first_extract(warehouse)
    judge(warehouse.path, warehouse.judged, full=True)
    second_extract(warehouse)
    verdicts = judge(warehouse.path, warehouse.judged, full=False)
    incremental = content(warehouse)

    warehouse.judged = tmp_path / "anew.duckdb"
    assert verdicts == judge(warehouse.path, warehouse.judged, full=True)
    assert incremental == content(warehouse)
    by_rule = {v.rule_id: v for v in verdicts}
    assert {s: (c.evaluated, c.failed) for s, c in by_rule["order.account_present"].by_source.items()} == {
        "crm": (5, 3),
        "shop": (1, 1),
    }
    assert by_rule["contact.phone_unique"].failed == 1


def test_only_versions_of_newer_extracts_are_looked_at(warehouse: Warehouse) -> None:
    first_extract(warehouse, *SOME)
    judge(warehouse.path, warehouse.judged, full=False)
    second_extract(warehouse)
    assert [sentence for sentence in judge_extract(warehouse) if sentence.startswith("Judging")] == [
        "Judging phones: 1 rules, 1 records",
        "Judging orders: 1 rules, 3 records",
    ]


def test_a_version_is_judged_once_and_never_again(warehouse: Warehouse) -> None:
    first_extract(warehouse, *SOME)
    judge(warehouse.path, warehouse.judged, full=True)
    failed = (
        "select record_id, extract_date::varchar from failures where rule_id = 'order.account_present' order by all"
    )
    before = warehouse.held(failed)
    warehouse.run(f"update intermediate.{ORDERS} set account_id = 'rewritten'")
    warehouse.add(ORDERS, record_id="o3", account_id=None, extract_date=SECOND)
    judge_extract(warehouse)
    assert before == [("o1", FIRST), ("o2", FIRST)]
    assert warehouse.held(failed) == [*before, ("o3", SECOND)]


def test_a_population_changes_where_a_later_version_is_not_asked_any_more(warehouse: Warehouse) -> None:
    warehouse.add(CALLS, record_id="v1", accountable_id="ann")
    judge(warehouse.path, warehouse.judged, full=True)
    warehouse.change(CALLS, "v1", SECOND, outcome=None)
    judge_extract(warehouse)
    warehouse.change(CALLS, "v1", THIRD, activity_type="email")
    judge_extract(warehouse)
    assert population(warehouse, "activity.outcome_present") == [(FIRST, 1), (THIRD, -1)]
    assert population(warehouse, "activity.account_present") == [(FIRST, 1)]


def test_a_tombstone_is_not_judged_and_leaves_what_was_said(warehouse: Warehouse) -> None:
    warehouse.add(ORDERS, record_id="o1", account_id=None)
    judge(warehouse.path, warehouse.judged, full=True)
    before = content(warehouse)
    warehouse.change(ORDERS, "o1", SECOND, account_id=None, is_deleted=True)
    assert judge_extract(warehouse) == []
    after = content(warehouse)
    # Only how far the suite is judged has moved on.
    assert before.pop("watermarks") != after.pop("watermarks")
    assert after == before
    judge(warehouse.path, warehouse.judged, full=True)
    assert population(warehouse, "order.account_present") == [(FIRST, 1)]
    assert warehouse.held("select extract_date::varchar from failures") == [(FIRST,)]


def test_a_record_that_returns_is_not_asked_twice(warehouse: Warehouse) -> None:
    warehouse.add(ORDERS, record_id="o1", account_id=None)
    warehouse.change(ORDERS, "o1", SECOND, account_id=None, is_deleted=True)
    judge(warehouse.path, warehouse.judged, full=True)
    warehouse.change(ORDERS, "o1", THIRD)
    judge_extract(warehouse)
    assert population(warehouse, "order.account_present") == [(FIRST, 1)]
    assert warehouse.held("select extract_date::varchar, answer from rechecks") == [(THIRD, "pass")]


def test_a_repair_is_kept_with_who_made_it_and_when(warehouse: Warehouse) -> None:
    warehouse.add(ORDERS, record_id="o1", account_id=None)
    judge(warehouse.path, warehouse.judged, full=True)
    warehouse.change(ORDERS, "o1", SECOND, updated_by_id="bob", updated_at=f"{FIRST} 16:00:00")
    judge_extract(warehouse)
    assert warehouse.held(
        "select rule_id, source, entity, record_id, extract_date::varchar, answer, updated_by_id, updated_at::varchar "
        "from rechecks"
    ) == [("order.account_present", "crm", "orders", "o1", SECOND, "pass", "bob", f"{FIRST} 16:00:00")]


def test_a_value_that_takes_the_question_away_is_no_repair(warehouse: Warehouse) -> None:
    warehouse.add(CALLS, record_id="v1", outcome=None)
    judge(warehouse.path, warehouse.judged, full=True)
    warehouse.change(CALLS, "v1", SECOND, activity_type="email", outcome=None)
    judge_extract(warehouse)
    assert warehouse.held("select rule_id, answer from rechecks") == [("activity.outcome_present", "not asked")]


def test_what_fails_again_is_a_failure_and_what_never_failed_is_not_rechecked(warehouse: Warehouse) -> None:
    warehouse.add(CASES, record_id="k1", category=None)
    judge(warehouse.path, warehouse.judged, full=True)
    warehouse.change(CASES, "k1", SECOND)
    judge_extract(warehouse)
    warehouse.change(CASES, "k1", THIRD, category=None)
    judge_extract(warehouse)
    assert warehouse.held("select rule_id, extract_date::varchar from failures order by 2") == [
        ("case.category_present", FIRST),
        ("case.category_present", THIRD),
    ]
    assert warehouse.held("select rule_id, extract_date::varchar from rechecks") == [("case.category_present", SECOND)]


def test_what_can_be_restated_and_was_not_is_judged_like_the_rest(warehouse: Warehouse, tmp_path: Path) -> None:
    first_extract(warehouse, *SOME)
    warehouse.add(FIELD_DAYS, record_id="ann|day", is_reported=False)
    judge(warehouse.path, warehouse.judged, full=False)
    warehouse.add(RECORDS, record_id="late", is_on_time=False, extract_date=SECOND)
    warehouse.change(FIELD_DAYS, "ann|day", SECOND, is_reported=True)
    told = [sentence for sentence in judge_extract(warehouse) if sentence.startswith("Judging")]
    assert told == ["Judging records: 3 rules, 1 records", "Judging days: 1 rules, 1 records"]
    incremental = content(warehouse)
    warehouse.judged = tmp_path / "anew.duckdb"
    judge(warehouse.path, warehouse.judged, full=True)
    assert incremental == content(warehouse)


def test_where_anything_is_restated_all_is_judged_again(warehouse: Warehouse) -> None:
    first_extract(warehouse, *SOME)
    judge(warehouse.path, warehouse.judged, full=True)
    warehouse.run(
        "update intermediate.int_records__attributed set is_on_time = false, accountable_id = 'bob'",
        "update intermediate.int_days__expected set is_reported = false, accountable_id = 'bob'",
    )
    judge_extract(warehouse)
    restated = "rule_id like 'record.%' or rule_id = 'day.reported'"
    assert warehouse.held(f"select rule_id, accountable_id from failures where {restated} order by all") == [
        ("day.reported", "bob"),
        ("record.recorded_by_deadline", "bob"),
    ]
    assert warehouse.held(f"select distinct accountable_id, asked_count from {populations()} where {restated}") == [
        ("bob", 1)
    ]


def test_nothing_new_keeps_every_row(warehouse: Warehouse) -> None:
    first_extract(warehouse, *SOME)
    verdicts = judge(warehouse.path, warehouse.judged, full=True)
    before = content(warehouse)
    assert judge(warehouse.path, warehouse.judged, full=False) == verdicts
    assert content(warehouse) == before


def test_a_rule_that_changes_is_judged_on_all_versions(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first_extract(warehouse, *SOME)
    judge(warehouse.path, warehouse.judged, full=True)
    changed = tuple(replace(s, rules=tuple(replace(r, version=r.version + 1) for r in s.rules)) for s in runner.SUITES)
    monkeypatch.setattr(runner, "SUITES", changed)
    told: list[str] = []
    judge(warehouse.path, warehouse.judged, full=False, progress=told.append)
    assert "Judging orders: 1 rules, 3 records" in told


def test_a_rule_no_longer_declared_leaves_the_file(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first_extract(warehouse, *SOME)
    judge(warehouse.path, warehouse.judged, full=True)
    monkeypatch.setattr(runner, "SUITES", tuple(suite for suite in runner.SUITES if suite.name != "orders"))
    judge(warehouse.path, warehouse.judged, full=False)
    for table in ("evaluations", "failures", "validations", "rules"):
        assert not warehouse.held(f"from {table} where rule_id like 'order.%'")
    assert not warehouse.held("from populations where suite = 'orders'")


def test_a_killed_judgement_leaves_the_earlier_verdicts(warehouse: Warehouse, tmp_path: Path) -> None:
    first_extract(warehouse, *SOME)
    judge(warehouse.path, warehouse.judged, full=True)
    before = content(warehouse)
    second_extract(warehouse)
    for moment in ("Judging leads", "Storing orders"):
        code = f"""
import os, signal
from pathlib import Path
from expectations.runner import judge
def die(sentence):
    if sentence.startswith({moment!r}):
        os.kill(os.getpid(), signal.SIGKILL)
judge(Path({str(warehouse.path)!r}), Path({str(warehouse.judged)!r}), full=True, progress=die)
"""
        script = tmp_path / "dies.py"  # what is no file, Spark's client takes for tests of its own
        script.write_text(code, encoding="utf-8")
        assert subprocess.run([sys.executable, str(script)], check=False).returncode == -signal.SIGKILL
        assert content(warehouse) == before
    judge(warehouse.path, warehouse.judged, full=False)
    assert content(warehouse) != before


def test_another_process_can_write_both_files_after_a_judgement(warehouse: Warehouse) -> None:
    warehouse.add_clean(ORDERS)
    judge(warehouse.path, warehouse.judged, full=True)
    code = "import duckdb, sys; [duckdb.connect(f).execute('create table t (i int)') for f in sys.argv[1:]]"
    subprocess.run([sys.executable, "-c", code, str(warehouse.path), str(warehouse.judged)], check=True)


def test_both_files_are_let_go_of_when_a_judgement_fails(warehouse: Warehouse) -> None:
    warehouse.add_clean(ORDERS)

    def fail(sentence: str) -> None:
        raise RuntimeError(sentence)

    with pytest.raises(RuntimeError):
        judge(warehouse.path, warehouse.judged, full=True, progress=fail)
    for file in (warehouse.path, warehouse.judged):
        duckdb.connect(file, config={"threads": 1}).close()


def test_a_prepared_file_has_every_table_and_no_row(tmp_path: Path) -> None:
    judged = tmp_path / "home" / "judged.duckdb"
    prepare(judged)
    with duckdb.connect(judged, read_only=True) as connection:
        assert all(connection.execute(f"from {table}").fetchall() == [] for table in TABLES)


def test_preparing_leaves_a_judgement_as_it_is(warehouse: Warehouse) -> None:
    warehouse.add_clean(ORDERS)
    judge(warehouse.path, warehouse.judged, full=True)
    before = content(warehouse)
    prepare(warehouse.judged)
    assert content(warehouse) == before


def test_labels_and_weights_do_not_make_a_suite_be_judged_again() -> None:
    suite = SUITES[0]
    renamed = replace(suite, rules=tuple(replace(rule, name_en="Other", weight=9.0) for rule in suite.rules))
    assert batches.fingerprint(renamed) == batches.fingerprint(suite)
