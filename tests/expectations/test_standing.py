"""How a rule stands: what fails lately is counted by the extract that brought it, and compared with the days before."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from expectations import files
from expectations.judged import Count
from expectations.standing import Standing, standings

RULE, OTHER = "contact.phone_present", "contact.occupation_present"
LAST = date(2026, 3, 31)


@pytest.fixture
def judged(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """The judged file with two rules of which nothing was asked yet."""
    path = tmp_path / "judged.duckdb"
    files.prepare(path)
    connection = duckdb.connect(path)
    for rule_id, status in ((RULE, "assessed"), (OTHER, "not_assessed")):
        connection.execute("insert into validations values (?, ?, 'No phone.', 90, 9, 'contacts')", [rule_id, status])
    return connection


def extract(judged: duckdb.DuckDBPyConnection, age: int, asked: int, failed: int, rule_id: str = RULE) -> None:
    day = LAST - timedelta(age)
    judged.execute("insert into evaluations values (?, 'crm', ?, ?)", [rule_id, day, asked])
    for number in range(failed):
        judged.execute(
            "insert into failures values (?, 'crm', 'contacts', ?, ?, 'li', ?)", [rule_id, str(number), day, day]
        )


def test_the_last_seven_days_end_with_the_newest_extract_and_twenty_eight_come_before(
    judged: duckdb.DuckDBPyConnection,
) -> None:
    for age, asked, failed in ((0, 10, 1), (6, 20, 2), (7, 30, 3), (34, 40, 4), (35, 1000, 1000)):
        extract(judged, age, asked, failed)
    extract(judged, -100, 5, 5, OTHER)
    found = standings(judged)
    assert found[RULE] == Standing(True, "No phone.", Count(90, 9), Count(30, 3), Count(70, 7))
    assert found[OTHER] == Standing(False, "No phone.", Count(90, 9), Count(5, 5), Count())


def test_a_rule_of_which_nothing_was_asked_stands_with_nothing(judged: duckdb.DuckDBPyConnection) -> None:
    found = standings(judged)[RULE]
    assert (found.lately, found.before, found.lately.rate, found.trend) == (Count(), Count(), 0, "new")
