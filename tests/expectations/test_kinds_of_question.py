"""Every kind of question, on frames of any content: what is asked and what fails is what pandas says.

Both halves of a `Check` are tried in a real DuckDB: the expectation by Great Expectations' counts, the SQL by its keys.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kinds import COLUMNS, SORTS, Kind, kinds

from expectations.engine import DuckDB
from expectations.rules import Suite
from expectations.validation import Finding, Validation

DATABASE = ":memory:kinds"
Row = tuple[Any, ...]

words = st.sampled_from([None, "", "x"])
numbers = st.sampled_from([None, -1, 0, 0.5, 1, 15, 16, 100, 100.01])
dates = st.sampled_from([None, date(2026, 3, 1), date(2026, 3, 2)])
rows = st.tuples(
    words, words, st.sampled_from([None, True, False]), numbers, dates, dates, st.sampled_from([None, "email", *SORTS])
)
bounds = st.lists(st.integers(-1, 100), min_size=2, max_size=2).map(sorted)
CLEAN = ("x", "x", True, 1, date(2026, 3, 1), date(2026, 3, 1), "call")
FAULTY = (None, None, False, -5, date(2026, 3, 2), date(2026, 3, 1), "call")
OUTSIDE = (*CLEAN[:2], None, None, None, None, None)


class Asked:
    """A database with a table of rows that are asked every kind of question."""

    def __init__(self) -> None:
        """An empty one."""
        self._connection = duckdb.connect(DATABASE)
        self._validation = Validation(DuckDB(self._connection, DATABASE))
        self._times = 0

    def put(self, those: list[Row]) -> pd.DataFrame:
        """Let the table hold these rows and no others."""
        columns = ", ".join(f"{name} {type_}" for name, type_ in COLUMNS.items())
        self._connection.execute(f"create or replace table things (source varchar, record_id integer, {columns})")
        places = ", ".join("?" * (len(COLUMNS) + 2))
        for number, row in enumerate(those):
            self._connection.execute(f"insert into things values ({places})", ["crm", number, *row])
        return self._connection.execute("from things order by record_id").df().set_index("record_id")

    def keys(self, condition: str) -> set[int]:
        """Rows for which a condition holds."""
        return {
            key for (key,) in self._connection.execute(f"select record_id from things where {condition}").fetchall()
        }

    def findings(self, questions: dict[str, Kind]) -> dict[str, Finding]:
        """What Great Expectations says of them."""
        self._times += 1
        rules = tuple(kind.rule(name) for name, kind in questions.items())
        return self._validation.findings(Suite(f"things {self._times}", "things", "things", rules), "things")

    def close(self) -> None:
        """Let go of the database."""
        self._validation.close()
        self._connection.close()


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    database = Asked()
    yield database
    database.close()


frames = st.lists(rows, min_size=1, max_size=12)
some_sorts = st.lists(st.sampled_from(SORTS), min_size=1, unique=True)
CASES = [CLEAN, FAULTY, OUTSIDE]


@settings(max_examples=30, deadline=None)
@given(frames, bounds, some_sorts)
@example(CASES, [0, 100], list(SORTS))
def test_the_population_and_the_failing_keys_are_those_of_pandas(
    asked: Asked, those: list[Row], between: list[int], sorts: list[str]
) -> None:
    frame = asked.put(those)
    for name, kind in kinds(*between, sorts).items():
        population = set(frame.index[kind.asked(frame)])
        failing = population & set(frame.index[kind.no(frame)])
        assert asked.keys(kind.check.population) == population, name
        assert asked.keys(f"({kind.check.population}) and ({kind.check.failing})") == failing, name


@settings(max_examples=8, deadline=None)  # Great Expectations takes half a second
@given(frames, bounds, some_sorts)
@example(CASES, [0, 100], list(SORTS))
def test_great_expectations_counts_what_pandas_counts(
    asked: Asked, those: list[Row], between: list[int], sorts: list[str]
) -> None:
    frame = asked.put(those)
    questions = kinds(*between, sorts)
    findings = asked.findings(questions)
    for name, kind in questions.items():
        of_kind = kind.asked(frame)
        found = findings[name]
        assert (found.error, found.failed) == (None, (of_kind & kind.no(frame)).sum()), name
        assert found.evaluated in (None, of_kind.sum()), name


@pytest.mark.parametrize("name", kinds())
def test_a_clean_case_passes_a_fault_fails_and_what_is_outside_is_not_asked(asked: Asked, name: str) -> None:
    asked.put(CASES)
    kind = kinds()[name]
    check = kind.check
    is_for_all = check.missing_counts and not check.limits
    assert asked.keys(check.population) == ({0, 1, 2} if is_for_all else {0, 1})
    # A true flag is what `is_false` does not want.
    assert asked.keys(f"({check.population}) and ({check.failing})") == ({0} if name == "is_false" else {1})
