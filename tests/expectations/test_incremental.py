"""Judging what is new gives what judging everything gives, and a judgement that dies leaves the earlier one."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_warehouse import Warehouse

from expectations import batches, runner
from expectations.files import prepare
from expectations.rules import SUITES
from expectations.runner import judge

RESULTS = ("populations", "failures", "validations", "rules", "watermarks")
OLD_DAY, NEW_DAY, THIRD_DAY = "2026-03-02", "2026-03-03", "2026-03-04"


def content(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    return {table: warehouse.held(f"from {table} order by all") for table in RESULTS}


def first_extract(warehouse: Warehouse) -> None:
    warehouse.add_clean()
    warehouse.add("int_orders__unified", record_id="o1", account_id=None, extract_date=NEW_DAY)
    warehouse.add("int_orders__unified", record_id="o2", event_date="2026-02-27", account_id=None, extract_date=NEW_DAY)
    warehouse.add("int_contacts__unified", record_id="c1", extract_date=NEW_DAY)


def second_extract(warehouse: Warehouse) -> None:
    """Repair an order of an old day, add a contact with a known phone, and let a new source appear."""
    warehouse.run(
        f"update intermediate.int_orders__unified set account_id = 'a1', extract_date = '{THIRD_DAY}' "
        "where record_id = 'o1'",
        f"update intermediate.int_contacts__unified set is_phone_duplicate = true, extract_date = '{NEW_DAY}' "
        "where record_id = 'c1'",
    )
    warehouse.add("int_contacts__unified", event_date=NEW_DAY, extract_date=THIRD_DAY)
    warehouse.add("int_orders__unified", event_date=NEW_DAY, account_id=None, extract_date=THIRD_DAY)
    warehouse.add("int_orders__unified", source="shop", account_id=None, extract_date="2026-01-01")


def test_an_extract_that_touches_an_old_day_is_judged_like_everything(warehouse: Warehouse, tmp_path: Path) -> None:
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
        "crm": (4, 2),
        "shop": (1, 1),
    }
    assert by_rule["contact.phone_unique"].failed == 1


def test_only_the_touched_days_are_looked_at(warehouse: Warehouse) -> None:
    first_extract(warehouse)
    judge(warehouse.path, warehouse.judged, full=True)
    second_extract(warehouse)
    told: list[str] = []
    judge(warehouse.path, warehouse.judged, full=False, progress=told.append)
    assert "Judging orders: 1 rules, 4 records" in told
    assert not any("leads" in sentence for sentence in told)


def test_nothing_new_asks_nothing_and_keeps_the_verdicts(warehouse: Warehouse) -> None:
    first_extract(warehouse)
    before = judge(warehouse.path, warehouse.judged, full=True)
    told: list[str] = []
    assert judge(warehouse.path, warehouse.judged, full=False, progress=told.append) == before
    assert told == []


def test_a_rule_that_changes_is_judged_on_all_days(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first_extract(warehouse)
    judge(warehouse.path, warehouse.judged, full=True)
    changed = tuple(replace(s, rules=tuple(replace(r, version=r.version + 1) for r in s.rules)) for s in SUITES)
    monkeypatch.setattr(runner, "SUITES", changed)
    told: list[str] = []
    judge(warehouse.path, warehouse.judged, full=False, progress=told.append)
    assert "Judging orders: 1 rules, 3 records" in told


def test_a_rule_no_longer_declared_leaves_the_file(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first_extract(warehouse)
    judge(warehouse.path, warehouse.judged, full=True)
    monkeypatch.setattr(runner, "SUITES", tuple(suite for suite in SUITES if suite.name != "orders"))
    judge(warehouse.path, warehouse.judged, full=False)
    for table in ("populations", "failures", "validations", "rules"):
        assert not warehouse.held(f"from {table} where rule_id like 'order.%'")


@pytest.mark.parametrize("moment", ["Judging contacts", "Storing cases"])
def test_a_killed_judgement_leaves_the_earlier_verdicts(warehouse: Warehouse, moment: str) -> None:
    first_extract(warehouse)
    judge(warehouse.path, warehouse.judged, full=True)
    before = content(warehouse)
    second_extract(warehouse)
    code = f"""
import os, signal
from pathlib import Path
from expectations.runner import judge
def die(sentence):
    if sentence.startswith({moment!r}):
        os.kill(os.getpid(), signal.SIGKILL)
judge(Path({str(warehouse.path)!r}), Path({str(warehouse.judged)!r}), full=True, progress=die)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert content(warehouse) == before
    judge(warehouse.path, warehouse.judged, full=False)
    assert content(warehouse) != before


def test_another_process_can_write_both_files_after_a_judgement(warehouse: Warehouse) -> None:
    warehouse.add_clean()
    judge(warehouse.path, warehouse.judged, full=True)
    code = "import duckdb, sys; [duckdb.connect(f).execute('create table t (i int)') for f in sys.argv[1:]]"
    subprocess.run([sys.executable, "-c", code, str(warehouse.path), str(warehouse.judged)], check=True)


def test_both_files_are_let_go_of_when_a_judgement_fails(warehouse: Warehouse) -> None:
    warehouse.add_clean()

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
        assert all(connection.execute(f"from {table}").fetchall() == [] for table in RESULTS)


def test_preparing_leaves_a_judgement_as_it_is(warehouse: Warehouse) -> None:
    warehouse.add_clean()
    judge(warehouse.path, warehouse.judged, full=True)
    before = content(warehouse)
    prepare(warehouse.judged)
    assert content(warehouse) == before


def test_labels_and_weights_do_not_make_a_suite_be_judged_again() -> None:
    suite = SUITES[0]
    renamed = replace(suite, rules=tuple(replace(rule, name_en="Other", weight=9.0) for rule in suite.rules))
    assert batches.fingerprint(renamed) == batches.fingerprint(suite)
