"""What must hold of every score, whatever was judged: the SQL of the models themselves on drawn judgements."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warehouse_home import Home

# From the judgements by rule, person and day to the published scores.
MODELS = (
    *("kpi_rule_weights", "kpi_weighted_results", "kpi_counts__quality"),
    *("fct_kpi_components", "kpi_rollups", "kpi_data_quality_scores"),
    *("kpi_standings", "mart_data_quality"),
)
DRAWN = {("quality", "fct_rule_results"), ("core", "dim_employee")}
COPIED = {("quality", "dim_rule")}
KEYS = "subject_type, subject_id, period_type, period_start"

# A rule of each dimension, and of validity two that weigh differently.
RULES = (
    *("record.recorded_by_deadline", "contact.occupation_present", "record.not_backdated"),
    *("record.entered_after_event", "contact.phone_unique"),
)
PEOPLE = ("ann", "bo", "cy", "stranger", None)
TEAMS = {"A": "SH", "B": "SH", "C": "BE"}
DAYS = [dt.date(2026, 2, 27), dt.date(2026, 2, 28), dt.date(2026, 3, 2), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
MOVES = [dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2026, 3, 31)]
EVER = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Judged:
    """Judgements of one rule, person and day."""

    rule: str
    person: str | None
    day: dt.date
    passed: int
    failed: int
    waived: int


@dataclass(frozen=True)
class Move:
    """A person's team, and another one from a day on."""

    before: str
    after: str
    day: dt.date


@dataclass(frozen=True)
class Company:
    """What was judged there, and in which team everybody is."""

    judged: list[Judged]
    staff: dict[str, Move]


Chosen = tuple[Company, Judged]
judgements = st.lists(
    st.builds(
        Judged,
        rule=st.sampled_from(RULES),
        person=st.sampled_from(PEOPLE),
        day=st.sampled_from(DAYS),
        passed=st.integers(0, 9),
        failed=st.integers(0, 3),
        waived=st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: (one.rule, one.person, one.day),
)
teams = st.sampled_from(sorted(TEAMS))
moves = st.fixed_dictionaries(
    {person: st.builds(Move, teams, teams, st.sampled_from(MOVES)) for person in ("ann", "bo", "cy")}
)


def several(companies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Five of them by source: the models take as long for one as for five."""
    return st.lists(companies, min_size=5, max_size=5).map(lambda drawn: dict(zip("ABCDE", drawn, strict=True)))


def chosen_from(companies: st.SearchStrategy[Company], which: Callable[[Judged], object]) -> st.SearchStrategy[Chosen]:
    """Each with one of its judgements of which something holds."""
    return companies.flatmap(
        lambda one: st.tuples(st.just(one), st.sampled_from([judged for judged in one.judged if which(judged)]))
    )


companies = st.builds(Company, judgements, moves)


class Scorer:
    """The compiled models on tables that each example fills. Each is made once and read often, as by dbt."""

    def __init__(self, built: Home, connection: duckdb.DuckDBPyConnection) -> None:
        """Lay the tables out."""
        self._connection = connection
        connection.execute(f"attach '{built.settings.warehouse}' as built (read_only); attach ':memory:' as warehouse")
        compiled = {path.stem: path for path in (built.folder / "dbt").rglob("compiled/**/*.sql")}
        self._queries = {model: compiled[model].read_text(encoding="utf-8") for model in MODELS}
        read = "".join(self._queries.values())
        self._lay_out(set(re.findall(r'"warehouse"."(\w+)"."(\w+)"', read)))

    def _lay_out(self, relations: Iterable[tuple[str, str]]) -> None:
        """Every relation that the models read: seeds as they are, all others empty."""
        for schema, table in sorted(relations):
            self._connection.execute(f"create schema if not exists warehouse.{schema}")
            if table in MODELS:
                continue
            if schema == "seeds" or (schema, table) in COPIED:
                self._connection.execute(f"create table warehouse.{schema}.{table} as from built.{schema}.{table}")
                continue
            columns = self._connection.execute(f"""
                select '"' || column_name || '" ' || data_type from duckdb_columns()
                where (database_name, schema_name, table_name) = ('built', '{schema}', '{table}')
            """).fetchall()
            self._connection.execute(
                f"create table warehouse.{schema}.{table} ({', '.join(column for (column,) in columns)})"
            )

    def fill(self, companies: Mapping[str, Company]) -> None:
        """Let each source be a company of its own."""
        for schema, table in DRAWN:
            self._connection.execute(f"delete from warehouse.{schema}.{table}")
        results = [
            (
                one.rule,
                source,
                "drawn",
                one.day,
                one.person,
                one.passed + one.failed,
                one.passed,
                one.failed,
                one.waived,
                0,
            )
            for source, company in companies.items()
            for one in company.judged
            if one.passed + one.failed + one.waived
        ]
        people = [
            (source, person, team, TEAMS[team], valid_from, valid_to, valid_to == EVER[1])
            for source, company in companies.items()
            for person, move in company.staff.items()
            for team, valid_from, valid_to in ((move.before, EVER[0], move.day), (move.after, move.day, EVER[1]))
        ]
        counts = "assessed_count, passed_count, failed_count, waived_count, open_count"
        self._insert(
            "quality.fct_rule_results", f"rule_id, source, entity, event_date, accountable_person_id, {counts}", results
        )
        self._insert(
            "core.dim_employee", "company, person_id, team_id, office_id, valid_from, valid_to, is_current", people
        )
        for model, query in self._queries.items():
            self._connection.execute(f"create or replace table warehouse.kpi.{model} as {query}")

    def _insert(self, table: str, columns: str, rows: list[tuple]) -> None:
        if rows:
            places = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
            values = [value for row in rows for value in row]
            self._connection.execute(f"insert into warehouse.{table} ({columns}) values {places}", values)

    def ask(self, query: str) -> list[tuple]:
        """An answer of the models."""
        return self._connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def scorer(built: Home) -> Iterator[Scorer]:
    with duckdb.connect() as connection:
        yield Scorer(built, connection)


few = settings(max_examples=8, deadline=None)  # of five companies each
# What the richer company has less of than the poorer one where the same dimensions are scored.
LOSSES = f"""
    with scored as (
        select source, {KEYS}, list(dimension order by dimension) as dimensions
        from warehouse.kpi.kpi_data_quality_scores where is_scored group by all
    ),
    scores as (
        select mart.*, dimensions,
            case when mart.subject_type = 'company' then '' else mart.subject_id end as subject
        from warehouse.kpi.mart_data_quality as mart inner join scored using (source, {KEYS})
    )
    select poorer.subject_type, poorer.subject_id, poorer.period_type, poorer.period_start, poorer.score, richer.score,
        poorer.score_lower_bound, richer.score_lower_bound
    from scores as poorer
    inner join scores as richer using (subject_type, subject, period_type, period_start, dimensions)
    where richer.source = 'richer ' || poorer.source
        and (richer.score < poorer.score - 1e-8 or richer.score_lower_bound < poorer.score_lower_bound - 1e-8)
"""


@few
@given(several(chosen_from(companies, lambda _: True)))
def test_one_more_good_record_never_lowers_a_score_nor_its_lower_bound(
    scorer: Scorer, drawn: dict[str, Chosen]
) -> None:
    scorer.fill(poorer_and_richer(drawn, passed=1))
    assert scorer.ask(LOSSES) == []


@few
@given(several(chosen_from(companies.filter(lambda one: any(j.failed for j in one.judged)), lambda one: one.failed)))
def test_repairing_a_defect_never_lowers_a_score_nor_its_lower_bound(scorer: Scorer, drawn: dict[str, Chosen]) -> None:
    scorer.fill(poorer_and_richer(drawn, passed=1, failed=-1))
    assert scorer.ask(LOSSES) == []


def poorer_and_richer(drawn: dict[str, Chosen], **more: int) -> dict[str, Company]:
    """Each company, and beside it the same in which the chosen judgement has come to more."""
    found = {}
    for source, (company, chosen) in drawn.items():
        better = [one if one != chosen else changed(one, **more) for one in company.judged]
        found |= {source: company, f"richer {source}": Company(better, company.staff)}
    return found


def changed(judged: Judged, passed: int = 0, failed: int = 0) -> Judged:
    """The same with some more of one and less of the other."""
    return Judged(judged.rule, judged.person, judged.day, judged.passed + passed, judged.failed + failed, judged.waived)


COUNTS = [
    *(f"{name}_{count}_count" for name in ("timeliness", "completeness", "validity", "uniqueness")
      for count in ("assessed", "failed")),
    *("failed_count", "waived_count"),
]  # fmt: skip


@few
@given(several(companies))
def test_persons_and_nobody_add_up_to_their_teams_offices_and_company_as_they_were_and_as_they_are(
    scorer: Scorer, drawn: dict[str, Company]
) -> None:
    scorer.fill(drawn)
    sums = ", ".join(f"coalesce(sum({count}), 0)::integer" for count in COUNTS)
    levels: dict[tuple, dict[str, tuple]] = {}
    for source, level, period, start, *counts in scorer.ask(f"""
        select source, subject_type, period_type, period_start, {sums} from warehouse.kpi.mart_data_quality group by all
    """):
        levels.setdefault((source, period, start), {})[level] = tuple(counts)
    assert {period for _, period, _ in levels} <= {"day", "week", "month", "quarter", "year"}
    for found in levels.values():
        assert found.keys() == {"person", "team", "current_team", "office", "company"}
        assert len(set(found.values())) == 1
    for source, (number, outcome) in product(drawn, ((-2, "failed"), (-1, "waived"))):
        years = [counts for (of, period, _), counts in levels.items() if (of, period) == (source, "year")]
        assert sum(counts["person"][number] for counts in years) == sum(
            getattr(one, outcome) for one in drawn[source].judged
        )


@few
@given(several(companies))
def test_a_person_stays_in_the_team_of_the_day_and_is_counted_in_the_team_of_today(
    scorer: Scorer, drawn: dict[str, Company]
) -> None:
    scorer.fill(drawn)
    expected: Counter[tuple[str, str, str]] = Counter()
    for source, company in drawn.items():
        for one in company.judged:
            move = company.staff.get(one.person or "")
            then = (move.before if one.day < move.day else move.after) if move else "(none)"
            expected[source, "team", then] += one.failed
            expected[source, "current_team", move.after if move else "(none)"] += one.failed
    found = scorer.ask("""
        select source, subject_type, subject_id, failed_count from warehouse.kpi.mart_data_quality
        where period_type = 'year' and subject_type in ('team', 'current_team')
    """)
    assert {tuple(key): count for *key, count in found if count} == {
        key: count for key, count in expected.items() if count
    }


@few
@given(several(companies))
def test_nobody_with_too_little_assessed_has_a_number(scorer: Scorer, drawn: dict[str, Company]) -> None:
    scorer.fill(drawn)
    rows = scorer.ask("""
        select subject_id, score, score_lower_bound, standing,
            list_max([timeliness_assessed_count, completeness_assessed_count, validity_assessed_count,
                uniqueness_assessed_count]) as most
        from warehouse.kpi.mart_data_quality
    """)
    for subject, score, lower, standing, most in rows:
        assert (score is not None) == (lower is not None) == (most >= 5)
        assert score is None or 0 <= lower <= score + 1e-9 <= 1 + 2e-9
        assert (standing == "not assessed") == (most == 0 and subject not in ("(nobody)", "(none)"))
