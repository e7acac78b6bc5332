"""What is stored equals what pandas computes from the same versions by other means, at every extract.

Every kind of question is asked of every form of relation; the versions are judged in three steps, as a warehouse is
that grows.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from judged_file import populations
from kinds import kinds
from small_warehouse import Warehouse

from expectations import runner
from expectations.judged import TABLES
from expectations.rules import Suite
from expectations.runner import judge

KEYS = ["source", "event_date", "accountable_id"]
STEPS = (date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 20))
DAYS = pd.date_range("2026-03-03", STEPS[-1])

# Up to four versions of each of 200 records: some are tombstones, and some records come back after one.
HISTORY = """
    select
        *,
        min(case when not is_deleted then extract_date end) over (
            partition by i order by version rows between 1 following and unbounded following
        ) as superseded_date,
        version = 0 as is_first_version,
        'person ' || version as updated_by_id, extract_date + time '08:00:00' as updated_at,
        event_date + time '09:00:00' as event_at
    from (
        select
            i, version, ['crm', 'shop'][1 + (i % 3) // 2] as source, 'r' || i as record_id,
            date '2026-03-02' + i % 7 as event_date,
            case when i % 11 > 0 then 'person ' || (i % 5) end as accountable_id,
            date '2026-03-03' + i % 7 + version * (1 + i % 3) as extract_date, (i + 5 * version) % 13 = 0 as is_deleted
        from (select i::integer as i from range(200) as numbers (i)), (from (values (0), (1), (2), (3)) as v (version))
        where version <= i % 4
    )
"""
CONTENT = """
    [null, 'x', 'y'][1 + cast(floor(random() * 3) as integer)] as word,
    [null, 'x', 'y'][1 + cast(floor(random() * 3) as integer)] as other_word,
    [null, true, false, true][1 + cast(floor(random() * 4) as integer)] as flag,
    [null, -1, 0, 1, 15, 16, 100, 101, 1440][1 + cast(floor(random() * 9) as integer)]::double as number,
    case when random() < 0.8 then event_date + cast(floor(random() * 5) as integer) - 2 end as then_date,
    ['call', 'visit', 'email', null][1 + cast(floor(random() * 4) as integer)] as sort,
    ['orders', 'cases'][1 + i % 2] as entity
"""
KINDS = kinds()


def asking(name: str, entity: str, *, versioned: bool = True) -> Suite:
    """A suite that asks every kind of question of a relation of its name."""
    rules = tuple(kind.rule(f"{name}.{question}") for question, kind in KINDS.items())
    return Suite(name, f"int_{name}", entity, rules, versioned=versioned)


# The three forms of a judged relation: versions with tombstones, versions without, and records.
SUITES = (asking("versions", "leads"), asking("stretches", "days"), asking("records", "*", versioned=False))
WITHOUT_TOMBSTONES = ("int_stretches", "int_records")
RULES = {rule.rule_id: suite for suite in SUITES for rule in suite.rules}
Held = Callable[[str, str], pd.DataFrame]
every_rule = pytest.mark.parametrize("rule_id", RULES)


@pytest.fixture(scope="module")
def judged(new_warehouse: Callable[[], Warehouse]) -> Iterator[Warehouse]:
    """Random versions in every relation, of two sources and five people, judged in steps."""
    warehouse = new_warehouse()
    warehouse.run(
        "set threads = 1",
        "select setseed(0.25)",
        "create schema history",
        *(f"create table history.{suite.relation} as select *, {CONTENT} from ({HISTORY})" for suite in SUITES),
        *(f"delete from history.{relation} where is_deleted" for relation in WITHOUT_TOMBSTONES),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "SUITES", SUITES)
        for step in STEPS:
            warehouse.run(*(_as_known_on(step, suite) for suite in SUITES))
            judge(warehouse.path, warehouse.judged, full=False)
        yield warehouse


def _as_known_on(day: date, suite: Suite) -> str:
    """The suite's relation as dbt has it when that day's extract is the newest."""
    columns = "* exclude (is_deleted)" if suite.relation in WITHOUT_TOMBSTONES else "*"
    columns += f" replace (case when superseded_date <= '{day}' then superseded_date end as superseded_date)"
    if not suite.versioned:
        columns = "* exclude (is_deleted, is_first_version, superseded_date, updated_by_id, updated_at)"
    first = "" if suite.versioned else "qualify row_number() over (partition by i order by extract_date) = 1"
    return (
        f"create or replace table intermediate.{suite.relation} as "
        f"select {columns} from history.{suite.relation} where extract_date <= '{day}' {first}"
    )


def _frame(file: Path, query: str) -> pd.DataFrame:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(query).df()


@pytest.fixture(scope="module")
def rows_of(judged: Warehouse) -> dict[str, pd.DataFrame]:
    """By relation: every version that is no tombstone."""
    found = {suite.relation: _frame(judged.path, f"from intermediate.{suite.relation}") for suite in SUITES}
    return {name: rows[~rows["is_deleted"]] if "is_deleted" in rows else rows for name, rows in found.items()}


@pytest.fixture(scope="module")
def held(judged: Warehouse) -> Held:
    """What the judged file says of a rule: in its populations, its failures or its rechecks."""
    tables = {"populations": populations(), "failures": "failures", "rechecks": "rechecks"}
    frames = {name: _frame(judged.judged, f"from {table}") for name, table in tables.items()}
    return lambda table, rule_id: frames[table][frames[table]["rule_id"] == rule_id]


def _versions(rows_of: dict[str, pd.DataFrame], rule_id: str) -> pd.DataFrame:
    """The versions with what pandas says of each: asked, failing."""
    rows = rows_of[RULES[rule_id].relation]
    kind = KINDS[rule_id.split(".")[1]]
    asked = kind.asked(rows)
    return rows.assign(asked=asked, failing=asked & kind.no(rows))


@every_rule
def test_the_population_as_of_any_extract_is_the_sum_up_to_it(
    rows_of: dict[str, pd.DataFrame], held: Held, rule_id: str
) -> None:
    known = _up_to_each_day(_versions(rows_of, rule_id))
    latest = known.sort_values("extract_date").drop_duplicates(["day", "source", "record_id"], keep="last")
    expected = latest[latest["asked"]].groupby(["day", *KEYS], dropna=False).size()
    assert set(expected.index.unique("day")) == set(DAYS)
    found = _up_to_each_day(held("populations", rule_id)).groupby(["day", *KEYS], dropna=False)["asked_count"].sum()
    pd.testing.assert_series_equal(_cells(found[found != 0]), _cells(expected), check_names=False)


def _up_to_each_day(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row once for every day on which its extract is known."""
    both = rows.merge(pd.DataFrame({"day": DAYS}), how="cross")
    return both[both["extract_date"] <= both["day"]]


@every_rule
def test_the_failing_keys_are_those_of_every_failing_version(
    rows_of: dict[str, pd.DataFrame], held: Held, rule_id: str
) -> None:
    versions = _versions(rows_of, rule_id)
    failing = versions[versions["failing"]]
    assert 0 < len(failing) < versions["asked"].sum()
    found = held("failures", rule_id)
    columns = ["record_id", "extract_date", *KEYS]
    pd.testing.assert_frame_equal(_sorted(found[columns]), _sorted(failing[columns]))


@every_rule
def test_the_versions_after_a_failing_one_that_do_not_fail_are_kept(
    rows_of: dict[str, pd.DataFrame], held: Held, rule_id: str
) -> None:
    versions = _versions(rows_of, rule_id)
    first = versions[versions["failing"]].groupby("record_id")["extract_date"].min().rename("first_date")
    later = versions.join(first, on="record_id", how="inner")
    later = later[(later["extract_date"] > later["first_date"]) & ~later["failing"]]
    later = later.assign(answer=later["asked"].map({True: "pass", False: "not asked"}))
    found = held("rechecks", rule_id)
    assert found.empty is not RULES[rule_id].versioned
    if RULES[rule_id].versioned:
        columns = ["record_id", "extract_date", "source", "answer", "updated_by_id", "updated_at"]
        pd.testing.assert_frame_equal(_sorted(found[columns]), _sorted(later[columns]), check_dtype=False)


def _cells(counts: pd.Series) -> pd.Series:
    return counts.astype("int64").sort_index()


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["record_id", "extract_date"], ignore_index=True)


def test_judging_in_steps_gives_the_rows_of_judging_everything(judged: Warehouse, tmp_path: Path) -> None:
    whole = tmp_path / "whole.duckdb"
    judge(judged.path, whole, full=True)
    for table in TABLES:
        columns = "* exclude (judged_content)" if table == "watermarks" else "*"  # noted by an added day alone
        query = f"select {columns} from {table} order by all"
        pd.testing.assert_frame_equal(_frame(judged.judged, query), _frame(whole, query))
