"""The recipe for a rule: one line, and one planted mistake. Followed on a copy of the checkout, as a newcomer would.

Nothing else may turn red, and what is missing has to say what to write and where. Without the mistake, only the test
that misses it is asked, on a small company: all others are green, or not, with it as without.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT

RULE, BESIDE = "case.subcategory_present", "case.category_present"
LINE = (
    f'        complete("{RULE}", present("subcategory"), 1, WARNING, "Case has a subcategory", "已填写工单子类别"),\n'
)
PARTS = ("dbt_project", "docs", "expectations", "orchestration", "simulator", "tests", "pyproject.toml", "README.md")
# The tests that follow the declared rules, and the one that compares what is planted with what the files say. Of those
# that ask each rule of the warehouse, the new one and its neighbour stand for all: one warehouse is judged for them.
TRUTH, JUDGED = "tests/simulator/test_simulated_truth.py", "tests/expectations/test_rules_judged.py"
MISSING = f"{TRUTH}::test_each_declared_rule_is_broken_somewhere_to_the_end"
TESTS = (MISSING, f"{TRUTH}::test_every_stated_mistake_is_in_the_files_and_nothing_else_is_wrong", JUDGED)
ASKED = f"test_simulated_truth or {RULE} or {BESIDE} or test_one_clean_row_of_each_relation_fails_no_rule"
COMPANY = "tests/simulator/conftest.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout."""
    for part in PARTS:
        source, target = PROJECT / part, tmp_path / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("target", "logs", "__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def add_line(file: Path, after: str, line: str) -> None:
    """Add a line after the one that has some words in it."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    (place,) = [number for number, one in enumerate(lines, 1) if after in one]
    file.write_text("".join([*lines[:place], line, *lines[place:]]), encoding="utf-8")


def failures(checkout: Path, *tests: str) -> dict[str, str]:
    """The tests that fail there, each with what it says."""
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no", "-rf"]
    environment = os.environ | {"PYTHONPATH": str(checkout), "COLUMNS": "1000"}
    command = [sys.executable, "-m", "pytest", *options, *tests]
    run = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    failing = dict(re.findall(r"^FAILED (\S+) - (.*)$", run.stdout, flags=re.MULTILINE))
    assert run.returncode == bool(failing), run.stdout + run.stderr
    return failing


@pytest.mark.thorough
def test_a_rule_is_one_line_and_one_planted_mistake(checkout: Path) -> None:
    add_line(checkout / "expectations" / "rules.py", BESIDE, LINE)
    company = checkout / COMPANY
    default = company.read_text(encoding="utf-8")
    assert "Simulated.run(Scenario(), " in default
    small = default.replace("Simulated.run(Scenario(), ", "Simulated.run(Scenario(days=4, people=24, records=500), ")
    company.write_text(small, encoding="utf-8")
    missing = f"{MISSING}[{RULE}]"
    failing = failures(checkout, missing)
    assert [*failing] == [missing]
    told = re.search(r"Plant it in (\S+), where cases are drawn: (.*)", failing[missing])
    assert told, failing

    company.write_text(default, encoding="utf-8")
    add_line(checkout / told[1], BESIDE, f"    {told[2]}\n")
    assert failures(checkout, *TESTS, "-k", ASKED) == {}
