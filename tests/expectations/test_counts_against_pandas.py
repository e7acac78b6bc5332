"""Assessed equals passed plus failed, and both equal what pandas computes from the same rows by other means."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from small_warehouse import Warehouse

from expectations.rules import SUITES
from expectations.runner import judge

KEYS = ["source", "event_date", "accountable_id"]
SPINE = """
    ['crm', 'shop'][1 + (i % 3) // 2] as source, 'r' || i as record_id,
    date '2026-03-02' + cast(i % 7 as integer) as event_date,
    case when i % 11 > 0 then 'person ' || (i % 5) end as accountable_id,
    date '2026-03-03' + cast(i % 7 as integer) as extract_date, i % 13 = 0 as is_deleted,
    'ann' as owner_id, timestamp '2026-03-02 09:00:00' + to_days(cast(i % 7 as integer)) as event_at,
    null::varchar as updated_by_id, null::timestamp as updated_at
"""
CREATED = "'ann' as entered_by_id, event_at as entered_at"
MAYBE = "[null, true, false, true][1 + cast(floor(random() * 4) as integer)]"
FILLED = "[null, 'x', 'y'][1 + cast(floor(random() * 3) as integer)]"
NUMBER = "[null, -1, 0, 1, 15, 16, 100, 101, 1440, 1441][1 + cast(floor(random() * 10) as integer)]"
RELATIONS = {
    "int_records__attributed": f"{CREATED}, ['orders', 'cases'][1 + i % 2] as entity, {MAYBE} as is_on_time, "
    f"{MAYBE} as is_backdated, {MAYBE} as is_entered_after_event",
    "int_contacts__unified": f"{CREATED}, {FILLED} as occupation, {NUMBER} as age_years, "
    f"{MAYBE} as is_phone_well_formed, {MAYBE} as is_phone_duplicate",
    "int_accounts__unified": f"{CREATED}, {FILLED} as industry",
    "int_leads__unified": f"{CREATED}, {FILLED} as lead_source",
    "int_opportunities__unified": f"{CREATED}, {FILLED} as account_id, {FILLED} as product_id, "
    f"['won', 'lost', null][1 + cast(floor(random() * 3) as integer)] as stage, {NUMBER}::decimal(18, 2) as amount, "
    "case when random() < 0.8 then event_date + cast(floor(random() * 5) as integer) - 2 end as close_date",
    "int_orders__unified": f"{CREATED}, {FILLED} as account_id",
    "int_order_lines__unified": f"{CREATED}, {NUMBER}::double as quantity",
    "int_activities__unified": f"{CREATED}, {FILLED} as account_id, {FILLED} as outcome, {NUMBER} as duration_minutes, "
    "['call', 'visit', 'email', null][1 + cast(floor(random() * 4) as integer)] as activity_type",
    "int_cases__unified": f"{FILLED} as category, {FILLED} as contact_id, {FILLED} as entered_by_id, "
    "case when random() < 0.7 then event_at end as entered_at, "
    "case when random() < 0.7 then event_at + to_minutes(cast(floor(random() * 5) as bigint) - 2) end as resolved_at",
}

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
    "activity.account_present": _blank("account_id"),
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
    """Three hundred random rows per relation, of two sources, seven days and five people, judged."""
    warehouse = new_warehouse()
    with duckdb.connect(warehouse.path) as connection:
        connection.execute("set threads = 1")
        connection.execute("select setseed(0.25)")
        for relation, columns in RELATIONS.items():
            connection.execute(f"""
                create or replace table intermediate.{relation} as
                select *, {columns} from (select i, {SPINE} from range(300) as numbers (i))
            """)
    judge(warehouse.path, warehouse.judged, full=True)
    return warehouse


def _frame(file: Path, query: str) -> pd.DataFrame:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(query).df()


@pytest.mark.parametrize("rule_id", ORACLE)
def test_populations_and_failing_keys_equal_those_of_pandas(judged: Warehouse, rule_id: str) -> None:
    relation = next(suite.relation for suite in SUITES if rule_id in {rule.rule_id for rule in suite.rules})
    rows = _frame(judged.path, f"from intermediate.{relation}")
    asked, bad = ORACLE[rule_id](rows)
    failing = rows[asked & bad]
    assert 0 < len(failing) < asked.sum()

    found = _frame(judged.judged, f"from populations where rule_id = '{rule_id}'")
    expected = rows[asked].groupby(KEYS, dropna=False).size().sort_index()
    actual = found.groupby(KEYS, dropna=False)["assessed_count"].sum().sort_index()
    pd.testing.assert_series_equal(actual, expected, check_names=False)

    keys = _frame(judged.judged, f"from failures where rule_id = '{rule_id}'")
    columns = ["record_id", *KEYS]
    pd.testing.assert_frame_equal(_sorted(keys[columns]), _sorted(failing[columns]))


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("record_id", ignore_index=True)


@pytest.mark.parametrize("rule_id", ORACLE)
def test_nobody_fails_more_than_was_asked(judged: Warehouse, rule_id: str) -> None:
    asked = judged.held(f"""
        select min(assessed_count - coalesce(failed_count, 0)), count(*)
        from populations
        left join (
            select rule_id, source, entity, event_date, accountable_id, count(*) as failed_count
            from failures group by all
        ) as failed
            on populations.rule_id = failed.rule_id and populations.source = failed.source
            and populations.entity = failed.entity and populations.event_date = failed.event_date
            and populations.accountable_id is not distinct from failed.accountable_id
        where populations.rule_id = '{rule_id}'
    """)[0]
    assert asked[0] >= 0
    assert asked[1] > 0


def test_every_rule_has_an_independent_computation() -> None:
    assert set(ORACLE) == {rule.rule_id for suite in SUITES for rule in suite.rules}
