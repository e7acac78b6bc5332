"""Rules are Python that users write: a mistake in them is told like any other."""

import re

import pytest

from orchestration.command.session import told_by_line
from orchestration.errors import ScorehouseError


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "SUITES = (\n    1\n    2,\n)\n",
            "expectations/rules.py, line 2: invalid syntax. Perhaps you forgot a comma?",
        ),
        ("A = 1\nB = complet(A)\n", "expectations/rules.py, line 2: name 'complet' is not defined"),
        (
            "A = 1\nB = A > ''\n",
            "expectations/rules.py, line 2: '>' not supported between instances of 'int' and 'str'",
        ),
    ],
)
def test_a_mistake_in_the_rules_is_told_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(ScorehouseError, match=re.escape(sentence)), told_by_line():
        exec(compile(text, "/checkout/expectations/rules.py", "exec"), {})


def test_a_mistake_elsewhere_stays_what_it_is() -> None:
    with pytest.raises(TypeError), told_by_line():
        len(1)  # type: ignore[arg-type]


def test_a_suite_of_one_rule_without_its_comma_is_told() -> None:
    text = "\nfrom expectations.rules import SUITES, Suite\nSuite('orders', 'int_orders', '*', (SUITES[0].rules[0]))\n"
    sentence = "expectations/rules.py, line 3: the rules of orders are no list; end each with a comma"
    with pytest.raises(ScorehouseError, match=re.escape(sentence)), told_by_line():
        exec(compile(text, "/checkout/expectations/rules.py", "exec"), {})
