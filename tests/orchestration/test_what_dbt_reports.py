"""From dbt's results to a sentence."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.build import dbt as transform
from orchestration.build.dbt import NodeResult
from orchestration.build.parsing import cause
from orchestration.settings import Settings

SETTINGS = Settings(Path("/home"))


def result(status: str, kind: str = "model", message: str = "", failures: int = 0) -> NodeResult:
    return NodeResult(f"{kind}.scorehouse.orders", "orders", kind, status, message, 0.1, failures)


def test_nothing_is_said_where_everything_was_built() -> None:
    assert transform.failure([result("success"), result("pass", "test"), result("warn", "test")], SETTINGS) == ""


def test_a_failing_model_is_named_with_its_cause() -> None:
    message = "Runtime Error in model orders (models/orders.sql)\n  Conversion Error: no number: 'x'\n  LINE 1: ..."
    assert transform.failure([result("error", message=message)], SETTINGS) == (
        "dbt model orders failed: Conversion Error: no number: 'x'; details in /home/dbt/dbt.log."
    )


@pytest.mark.parametrize("heading", ["Runtime Error", "Runtime Error in model orders (models/orders.sql)"])
def test_a_cause_is_found_behind_a_heading_that_is_said_twice(heading: str) -> None:
    assert cause(f"{heading}\n  Runtime Error\n    No such path.\n    at line 1") == "No such path"


def test_a_failing_test_says_how_many_rows_break_it() -> None:
    sentence = transform.failure([result("fail", "test", "Got 3 results", failures=3)], SETTINGS)
    assert sentence.startswith("dbt test orders found 3 rows that break it")


def test_a_failing_test_whose_relation_lists_problems_is_told_by_them_a_line_each() -> None:
    problems = ("entry_policies.csv: policy late names nobody.", "entry_policies.csv: policy late has no hour.")
    found = replace(result("fail", "test", failures=4), problems=problems)
    told = transform.failure([result("error"), found, result("skipped")], SETTINGS)
    assert told == "\n".join([*problems, "There are 2 more problems."])
    assert transform.failure([replace(found, failures=2)], SETTINGS) == "\n".join(problems)


def test_what_was_skipped_is_no_failure_of_its_own() -> None:
    sentence = transform.failure([result("error", message="No"), result("skipped"), result("error")], SETTINGS)
    assert ", and 1 more failed;" in sentence
