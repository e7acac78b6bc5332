"""What publications change in the scores of past months: the causes add up, and the same again adds nothing."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import duckdb
import pytest
from compiled_models import Model
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from warehouse_home import Home

MONTH = dt.date(2026, 2, 1)
PEOPLE, WEIGHTS = ("ann", "bo"), (Decimal(1), Decimal(2))
DIMENSIONS = ("timeliness", "completeness")
KEY = "source varchar, month_start date, person_id varchar, dimension varchar, weight decimal(18, 6)"
POLICY = "dimension_weight integer, min_dimension_sample integer"
KEPT = (
    f"as_of timestamp, revision bigint, code varchar, matches varchar, {KEY}, cause varchar, "
    f"asked_change bigint, failed_change bigint, waived_change bigint, {POLICY}"
)
READ = {
    "kpi.kpi_score_parts": f"{KEY}, asked_count bigint, failed_count bigint, waived_count bigint, "
    f"fresh_asked_count bigint, fresh_failed_count bigint, fresh_waived_count bigint, repaired_count bigint, {POLICY}",
    "kpi.kpi_score_months": "source varchar, month_start date, is_first boolean",
    "kpi.kpi_changed_people": "source varchar, month_start date, person_id varchar, cause varchar",
    "intermediate.int_score_changes__kept": KEPT,
    "intermediate.int_builds__begun": "code varchar, matches varchar",
}


@dataclass(frozen=True)
class Part:
    """Judgements of one weight, and what is said of how they came."""

    asked: int
    failed: int
    waived: int
    fresh: tuple[int, int, int] = (0, 0, 0)
    repaired: int = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """All of them, those that fail, and those that are waived."""
        failed = min(self.failed, self.asked)
        return self.asked, failed, min(self.waived, self.asked - failed)


@dataclass(frozen=True)
class Publication:
    """What is published: the judgements behind the month's scores, and what is new about them."""

    parts: dict[tuple[str, str, Decimal], Part]
    policies: dict[str, tuple[int, int]]
    code: str = "code"
    matches: str = ""
    changed: tuple[tuple[str, str], ...] = ()

    def score(self, person: str) -> float:
        """A person's score, computed anew."""
        scored = []
        for dimension, (weight, sample) in self.policies.items():
            own = [(by, *part.counts) for (who, of, by), part in self.parts.items() if (who, of) == (person, dimension)]
            assessed = sum(by * (asked - waived) for by, asked, _, waived in own)
            passed = sum(by * (asked - waived - failed) for by, asked, failed, waived in own)
            if assessed and sum(asked - waived for _, asked, _, waived in own) >= sample:
                scored.append((weight, passed / assessed))
        return float(sum(w * score for w, score in scored) / sum(w for w, _ in scored)) if scored else 0.0

    def failed(self, person: str) -> int:
        """How many failures count."""
        return sum(part.counts[1] for (who, *_), part in self.parts.items() if who == person)


few = st.integers(0, 4)
keys = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(DIMENSIONS), st.sampled_from(WEIGHTS))
said = st.tuples(st.integers(-2, 3), few, few)
parts = st.dictionaries(keys, st.builds(Part, st.integers(0, 9), few, few, said, few), max_size=6)
policies = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, st.tuples(st.integers(1, 3), st.integers(0, 4))))
changes_of_people = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(["leave", "people"]))
publications = st.builds(
    Publication,
    parts,
    policies,
    st.sampled_from("ab"),
    st.sampled_from(["", "c"]),
    changes_of_people.map(lambda drawn: tuple(drawn.items())),
)


class Ledger:
    """The compiled models, publication after publication, with what each keeps for the next."""

    def __init__(self, built: Home, connection: duckdb.DuckDBPyConnection) -> None:
        """Nothing is kept yet."""
        self._new = Model(built.folder, connection, "kpi_score_changes__new", READ, ["kpi.kpi_score_differences"])
        self._mart = Model(
            built.folder,
            duckdb.connect(),
            "mart_score_changes",
            {"intermediate.int_score_changes__kept": KEPT, "kpi.kpi_score_changes__new": KEPT},
        )
        self.kept: list[tuple[Any, ...]] = []

    def publish(self, one: Publication) -> list[tuple[Any, ...]]:
        """What the publication keeps."""
        rows = [
            ("crm", MONTH, *key, *part.counts, *part.fresh, part.repaired, *one.policies[key[1]])
            for key, part in one.parts.items()
        ]
        new = self._new.of(
            {
                "kpi.kpi_score_parts": rows,
                "kpi.kpi_score_months": [("crm", MONTH, not self.kept)],
                "kpi.kpi_changed_people": [("crm", MONTH, person, cause) for person, cause in one.changed],
                "intermediate.int_score_changes__kept": self.kept,
                "intermediate.int_builds__begun": [(one.code, one.matches)],
            }
        ).fetchall()
        self.kept += new
        return new

    def history(self) -> list[dict[str, Any]]:
        """The mart, in the order of publications and causes."""
        found = self._mart.of({"intermediate.int_score_changes__kept": self.kept})
        return [
            dict(zip(found.columns, row, strict=True)) for row in found.order(f"revision, {CAUSES_IN_ORDER}").fetchall()
        ]


CAUSES = ["rules", "people", "leave", "other", "waivers", "repairs", "new_records"]
CAUSES_IN_ORDER = f"list_position({CAUSES}, cause)"


@pytest.fixture(scope="module")
def ledger(built: Home) -> Iterator[Ledger]:
    with duckdb.connect() as connection:
        yield Ledger(built, connection)


@settings(max_examples=25, deadline=None)
@given(st.lists(publications, min_size=2, max_size=4))
def test_the_causes_of_a_publication_add_up_to_what_it_changed(ledger: Ledger, drawn: list[Publication]) -> None:
    ledger.kept = []
    assume(any(part.asked for part in drawn[0].parts.values()))
    revisions = [new[0][1] if (new := ledger.publish(one)) else None for one in drawn]
    history = ledger.history()
    for person in PEOPLE:
        for (before, now), revision in zip(pairwise(drawn), revisions[1:], strict=True):
            rows = [row for row in history if (row["person_id"], row["revision"]) == (person, revision)]
            changed = sum(row["score_change"] for row in rows)
            assert float(changed) == pytest.approx(now.score(person) - before.score(person), abs=2e-8)
            assert sum(row["failed_change"] for row in rows) == now.failed(person) - before.failed(person)
            for row, following in pairwise(rows):
                assert row["score_after"] == following["score_before"]
            if rows:
                assert float(rows[-1]["score_after"]) == pytest.approx(now.score(person), abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(publications)
def test_publishing_the_same_again_adds_nothing(ledger: Ledger, drawn: Publication) -> None:
    ledger.kept = []
    quiet = {key: Part(*part.counts) for key, part in drawn.parts.items()}
    ledger.publish(Publication(quiet, drawn.policies, drawn.code, drawn.matches))
    assert ledger.publish(Publication(quiet, drawn.policies, "other code", drawn.matches)) == []


LATE, GAP = ("ann", "timeliness", Decimal(1)), ("ann", "completeness", Decimal(2))
POLICIES = {"timeliness": (3, 0), "completeness": (1, 0)}


def test_a_month_of_one_person_worked_out_by_hand(ledger: Ledger) -> None:
    """Timeliness weighs 3, completeness 1.

    February stood at 8 of 10 in time and 4 of 5 filled: (3 x 80 + 80) / 4 = 80. Then a late one is waived, 8 of 9:
    86.67; a gap is filled in time, 5 of 5: 91.67; two more records come, one of them late, 9 of 11: 86.36. The next
    publication knows of a leave, by which a late one was in time, 10 of 11: 93.18. By the one after it, completeness
    weighs 7: 97.27.
    """
    ledger.kept = []
    ledger.publish(Publication({LATE: Part(10, 2, 0), GAP: Part(5, 1, 0)}, POLICIES))
    ledger.publish(Publication({LATE: Part(12, 2, 1, (2, 1, 0)), GAP: Part(5, 0, 0, repaired=1)}, POLICIES))
    ledger.publish(Publication({LATE: Part(12, 1, 1), GAP: Part(5, 0, 0)}, POLICIES, changed=(("ann", "leave"),)))
    ledger.publish(Publication({LATE: Part(12, 1, 1), GAP: Part(5, 0, 0)}, POLICIES | {"completeness": (7, 0)}, "new"))
    told = [
        (row["revision"], row["cause"], row["assessed_change"], row["failed_change"], float(row["score_after"]))
        for row in ledger.history()
    ]
    assert told == [
        (2, "waivers", -1, -1, 0.86666667),
        (2, "repairs", 0, -1, 0.91666667),
        (2, "new_records", 2, 1, 0.86363636),
        (3, "leave", 0, -1, 0.93181818),
        (4, "rules", 0, 0, 0.97272727),
    ]


def test_every_cause_has_a_name_in_two_languages(built: Home) -> None:
    named = built.warehouse("select code from core.dim_label where column_name = 'cause'").fetchall()
    assert {code for (code,) in named} == set(CAUSES)
