"""What is stored equals what pandas computes from the same versions by other means, at every extract.

The versions are judged in three steps, as a warehouse is that grows.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from judged_file import populations
from small_warehouse import Warehouse

from expectations.judged import TABLES
from expectations.rules import SUITES
from expectations.runner import judge

KEYS = ["source", "event_date", "accountable_id"]
STEPS = (date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 20))

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
MAYBE = "[null, true, false, true][1 + cast(floor(random() * 4) as integer)]"
FILLED = "[null, 'x', 'y'][1 + cast(floor(random() * 3) as integer)]"
NUMBER = "[null, -1, 0, 1, 15, 16, 100, 101, 1440, 1441][1 + cast(floor(random() * 10) as integer)]"
CONTENT = {
    "int_records__attributed": f"['orders', 'cases'][1 + i % 2] as entity, {MAYBE} as is_on_time, "
    f"{MAYBE} as is_backdated, {MAYBE} as is_entered_after_event",
    "int_contacts__versioned": f"{FILLED} as occupation, {NUMBER} as age_years, {MAYBE} as is_phone_well_formed",
    "int_days__expected": f"{MAYBE} as is_reported",
    "int_phones__held": f"{MAYBE} as is_phone_duplicate",
    "int_accounts__versioned": f"{FILLED} as industry",
    "int_leads__versioned": f"{FILLED} as lead_source",
    "int_opportunities__versioned": f"{FILLED} as account_id, {FILLED} as product_id, "
    f"['won', 'lost', null][1 + cast(floor(random() * 3) as integer)] as stage, {NUMBER}::decimal(18, 2) as amount, "
    "case when random() < 0.8 then event_date + cast(floor(random() * 5) as integer) - 2 end as close_date",
    "int_orders__versioned": f"{FILLED} as account_id",
    "int_order_lines__versioned": f"{NUMBER}::double as quantity",
    "int_activities__versioned": f"{FILLED} as account_id, {FILLED} as outcome, {NUMBER} as duration_minutes, "
    "['call', 'visit', 'email', 'nothing_to_report', null][1 + cast(floor(random() * 5) as integer)] as activity_type",
    "int_cases__versioned": f"{FILLED} as category, {FILLED} as contact_id, {FILLED} as entered_by_id, "
    "case when random() < 0.7 then event_at end as entered_at, "
    "case when random() < 0.7 then event_at + to_minutes(cast(floor(random() * 5) as bigint) - 2) end as resolved_at",
}
WITHOUT_TOMBSTONES = ("int_days__expected", "int_phones__held")
VERSIONED = {suite.relation: suite.versioned for suite in SUITES}
RELATION = {rule.rule_id: suite.relation for suite in SUITES for rule in suite.rules}

Judged = Callable[[pd.DataFrame], tuple[pd.Series, pd.Series]]


def _blank(column: str) -> Judged:
    return lambda rows: (pd.Series(True, index=rows.index), rows[column].isna())


def _flag(column: str, bad: bool) -> Judged:
    return lambda rows: (rows[column].notna(), rows[column].eq(bad).fillna(False).astype(bool))


def _outside(column: str, low: float, high: float) -> Judged:
    return lambda rows: (rows[column].notna(), rows[column].astype(float).lt(low) | rows[column].astype(float).gt(high))


ORACLE: dict[str, Judged] = {
    "record.recorded_by_deadline": _flag("is_on_time", bad=False),
    "record.not_backdated": _flag("is_backdated", bad=True),
    "record.entered_after_event": _flag("is_entered_after_event", bad=False),
    "contact.occupation_present": _blank("occupation"),
    "contact.age_present": _blank("age_years"),
    "contact.phone_present": _blank("is_phone_well_formed"),
    "contact.age_in_range": _outside("age_years", 16, 100),
    "contact.phone_well_formed": _flag("is_phone_well_formed", bad=False),
    "day.reported": _flag("is_reported", bad=False),
    "contact.phone_unique": _flag("is_phone_duplicate", bad=True),
    "account.industry_present": _blank("industry"),
    "lead.source_present": _blank("lead_source"),
    "opportunity.account_present": _blank("account_id"),
    "opportunity.product_present": _blank("product_id"),
    "opportunity.amount_positive": lambda rows: (
        rows["stage"].eq("won") & rows["amount"].notna(),
        rows["amount"].astype(float).le(0),
    ),
    "opportunity.close_after_open": lambda rows: (
        rows["close_date"].notna(),
        pd.to_datetime(rows["close_date"]) < pd.to_datetime(rows["event_date"]),
    ),
    "order.account_present": _blank("account_id"),
    "order_line.quantity_positive": _outside("quantity", 1e-9, float("inf")),
    "activity.account_present": lambda rows: (
        rows["activity_type"].isin(["call", "visit", "email", "follow_up"]),
        rows["account_id"].isna(),
    ),
    "activity.outcome_present": lambda rows: (rows["activity_type"].isin(["call", "visit"]), rows["outcome"].isna()),
    "activity.duration_in_range": _outside("duration_minutes", 0, 1440),
    "case.creation_recorded": lambda rows: (
        pd.Series(True, index=rows.index),
        rows["entered_by_id"].isna() | rows["entered_at"].isna(),
    ),
    "case.category_present": _blank("category"),
    "case.contact_present": _blank("contact_id"),
    "case.resolved_after_opened": lambda rows: (rows["resolved_at"].notna(), rows["resolved_at"] < rows["event_at"]),
}


@pytest.fixture(scope="module")
def judged(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """Random versions in every relation, of two sources and five people, judged in steps."""
    warehouse = new_warehouse()
    warehouse.run(
        "set threads = 1",
        "select setseed(0.25)",
        "create schema history",
        *(f"create table history.{name} as select *, {content} from ({HISTORY})" for name, content in CONTENT.items()),
        *(f"delete from history.{name} where is_deleted" for name in WITHOUT_TOMBSTONES),
    )
    for step in STEPS:
        warehouse.run(*(_as_known_on(step, relation) for relation in CONTENT))
        judge(warehouse.path, warehouse.judged, full=False)
    return warehouse


def _as_known_on(day: date, relation: str) -> str:
    """The relation as dbt has it when that day's extract is the newest."""
    columns = "* exclude (is_deleted)" if relation in WITHOUT_TOMBSTONES else "*"
    columns += f" replace (case when superseded_date <= '{day}' then superseded_date end as superseded_date)"
    if not VERSIONED[relation]:
        columns = "* exclude (is_deleted, is_first_version, superseded_date, updated_by_id, updated_at)"
    first = "" if VERSIONED[relation] else "qualify row_number() over (partition by i order by extract_date) = 1"
    return (
        f"create or replace table intermediate.{relation} as "
        f"select {columns} from history.{relation} where extract_date <= '{day}' {first}"
    )


def _frame(file: Path, query: str) -> pd.DataFrame:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(query).df()


def _versions(judged: Warehouse, rule_id: str) -> pd.DataFrame:
    """Every version that is no tombstone, with what pandas says of it: asked, failing."""
    rows = _frame(judged.path, f"from intermediate.{RELATION[rule_id]}")
    if "is_deleted" in rows:
        rows = rows[~rows["is_deleted"]]
    asked, bad = ORACLE[rule_id](rows)
    return rows.assign(asked=asked, failing=asked & bad)


@pytest.mark.parametrize("rule_id", ORACLE)
def test_the_population_as_of_any_extract_is_the_sum_up_to_it(judged: Warehouse, rule_id: str) -> None:
    versions = _versions(judged, rule_id)
    found = _frame(judged.judged, f"from {populations()} where rule_id = '{rule_id}'")
    for day in pd.date_range("2026-03-03", STEPS[-1]):
        known = versions[versions["extract_date"] <= day]
        latest = known.sort_values("extract_date").drop_duplicates(["source", "record_id"], keep="last")
        held = found[found["extract_date"] <= day].groupby(KEYS, dropna=False)["asked_count"].sum()
        expected = latest[latest["asked"]].groupby(KEYS, dropna=False).size()
        pd.testing.assert_series_equal(_cells(held[held != 0]), _cells(expected), check_names=False)


@pytest.mark.parametrize("rule_id", ORACLE)
def test_the_failing_keys_are_those_of_every_failing_version(judged: Warehouse, rule_id: str) -> None:
    versions = _versions(judged, rule_id)
    failing = versions[versions["failing"]]
    assert 0 < len(failing) < versions["asked"].sum()
    found = _frame(judged.judged, f"from failures where rule_id = '{rule_id}'")
    columns = ["record_id", "extract_date", *KEYS]
    pd.testing.assert_frame_equal(_sorted(found[columns]), _sorted(failing[columns]))


@pytest.mark.parametrize("rule_id", ORACLE)
def test_the_versions_after_a_failing_one_that_do_not_fail_are_kept(judged: Warehouse, rule_id: str) -> None:
    versions = _versions(judged, rule_id)
    first = versions[versions["failing"]].groupby("record_id")["extract_date"].min().rename("first_date")
    later = versions.join(first, on="record_id", how="inner")
    later = later[(later["extract_date"] > later["first_date"]) & ~later["failing"]]
    later = later.assign(answer=later["asked"].map({True: "pass", False: "not asked"}))
    found = _frame(judged.judged, f"from rechecks where rule_id = '{rule_id}'")
    assert found.empty is not VERSIONED[RELATION[rule_id]]
    if VERSIONED[RELATION[rule_id]]:
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


def test_every_rule_has_an_independent_computation() -> None:
    assert set(ORACLE) == set(RELATION)
