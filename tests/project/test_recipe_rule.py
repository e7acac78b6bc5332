"""The recipe for a rule: one line, and one planted mistake. Followed on a copy of the checkout, as a newcomer would.

Nothing else may turn red, and what is missing has to say what to write and where.
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
# The tests that follow the declared rules, and the one that compares what is planted with what the files say.
TRUTH = "tests/simulator/test_simulated_truth.py"
TESTS = (
    "tests/expectations/test_rules_judged.py",
    f"{TRUTH}::test_each_declared_rule_is_broken_somewhere_to_the_end",
    f"{TRUTH}::test_every_stated_mistake_is_in_the_files_and_nothing_else_is_wrong",
)


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


def failures(checkout: Path) -> dict[str, str]:
    """The tests that fail there, each with what it says."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--tb=no",
        "-rf",
        *TESTS,
    ]
    environment = os.environ | {"PYTHONPATH": str(checkout), "COLUMNS": "1000"}
    run = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return dict(re.findall(r"^FAILED (\S+) - (.*)$", run.stdout, flags=re.MULTILINE))


def test_a_rule_is_one_line_and_one_planted_mistake(checkout: Path) -> None:
    add_line(checkout / "expectations" / "rules.py", BESIDE, LINE)
    failing = failures(checkout)
    (missing,) = failing
    assert missing.endswith(f"test_each_declared_rule_is_broken_somewhere_to_the_end[{RULE}]")
    told = re.search(r"Plant it in (\S+), where cases are drawn: (.*)", failing[missing])
    assert told, failing

    add_line(checkout / told[1], BESIDE, f"    {told[2]}\n")
    assert failures(checkout) == {}
