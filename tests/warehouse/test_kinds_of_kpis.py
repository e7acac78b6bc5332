"""Counts of different ones, averages of stocks, comparisons with the period before, and cuts, each computed again."""

import datetime as dt
from collections.abc import Iterator
from functools import cache

import duckdb
import pandas as pd
import pytest
from compiled_models import Model
from hypothesis import given, settings
from hypothesis import strategies as st
from published_figures import values
from same_index import assert_same_figures
from warehouse_home import Home

PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
each_period = pytest.mark.parametrize("period", PERIODS)


def start_of(dates: pd.Series, period: str) -> pd.Series:
    return pd.to_datetime(dates).dt.to_period(PERIODS[period]).dt.start_time


@pytest.fixture(scope="module")
def outcomes(built: Home) -> pd.DataFrame:
    """Wins and losses, +1 where a deal came to the stage and -1 where it left it, from the public facts."""
    changes = built.published("""
        select changes.source, changes.from_stage, changes.to_stage, changes.changed_date as date,
            coalesce(changes.owner_person_id, '(nobody)') as person,
            coalesce(opportunities.product_id, '(none)') as product,
            coalesce(products.category, '(none)') as product_category, opportunities.account_id,
            case
                when opportunities.is_in_reporting_currency and not opportunities.is_deleted
                    then changes.opportunity_amount
            end as amount
        from core.fct_opportunity_stage_changes as changes
        left join core.fct_opportunities as opportunities using (source, opportunity_id)
        left join core.dim_product as products using (source, product_id)
        where not changes.is_deleted
    """).df()
    ends = [
        changes[changes[column].isin(["won", "lost"])].assign(stage=changes[column], sign=sign)
        for column, sign in (("to_stage", 1), ("from_stage", -1))
    ]
    return pd.concat(ends, ignore_index=True)


def by_subject(rows: pd.DataFrame, subject: str, period: str) -> pd.DataFrame:
    column = {"company": "source"}.get(subject, subject)
    return rows.assign(subject_id=rows[column], period_start=start_of(rows.date, period))


@each_period
@pytest.mark.parametrize("subject", ["company", "person", "product"])
def test_a_customer_who_buys_twice_is_one_at_every_level_and_in_every_period(
    built: Home, outcomes: pd.DataFrame, subject: str, period: str
) -> None:
    # Where no deal names its account, nobody knows who is a customer.
    rows = by_subject(outcomes[outcomes.groupby("source").account_id.transform("count") > 0], subject, period)
    keys = ["source", "subject_id", "period_start"]
    wins = rows[(rows.stage == "won") & rows.account_id.notna()].groupby([*keys, "account_id"]).sign.sum()
    bases = rows.groupby(keys).sign.size()
    expected = (wins[wins > 0].groupby(level=keys).size()).reindex(bases.index, fill_value=0)
    assert_same_figures(values(built, "buying_customers", subject, period), expected)


@each_period
@pytest.mark.parametrize("subject", ["product", "product_category"])
def test_a_figure_by_product_is_of_the_records_of_the_product_and_all_products_are_the_company(
    built: Home, outcomes: pd.DataFrame, subject: str, period: str
) -> None:
    rows = by_subject(outcomes, subject, period)
    keys = ["source", "subject_id", "period_start"]
    won = rows[rows.stage == "won"]
    sold = (won.sign * won.amount).groupby([won[key] for key in keys]).sum()
    bases = rows.groupby(keys).sign.size()
    assert_same_figures(values(built, "total_sales", subject, period), sold.reindex(bases.index, fill_value=0))
    assert_same_figures(values(built, "win_rate", subject, period, "denominator"), rows.groupby(keys).sign.sum())
    assert "(none)" in set(outcomes[subject])
    for kpi, column in (("total_sales", "numerator"), ("win_rate", "numerator"), ("win_rate", "denominator")):
        parts, whole = (values(built, kpi, level, period, column) for level in (subject, "company"))
        summed = parts.groupby(level=["source", "period_start"]).sum()
        assert_same_figures(whole.droplevel("subject_id"), summed)


def test_a_kpi_has_values_for_the_subjects_it_names_and_for_no_others(built: Home) -> None:
    found = built.published("""
        select kpi_id, string_agg(distinct subject_type, ', ' order by subject_type) from kpi.kpi_values group by all
    """).fetchall()
    named = dict(built.published("select kpi_id, subjects from kpi.dim_kpi").fetchall())
    assert {kpi: ", ".join(sorted(named[kpi].split(", "))) for kpi, _ in found} == dict(found)


@each_period
@pytest.mark.parametrize("subject", ["company", "team"])
def test_the_average_backlog_is_the_mean_of_what_was_open_on_each_day(built: Home, subject: str, period: str) -> None:
    changes = built.published("""
        select records.source, records.date, records.value, records.source as company,
            coalesce(employees.team_id, '(none)') as team
        from kpi.kpi_records as records
        left join core.dim_employee as employees
            on records.source = employees.source and records.person_id = employees.person_id
            and records.date >= employees.valid_from and records.date < employees.valid_to
        where component = 'backlog_change'
    """).df()
    last = built.published("select source, max(extract_date) as date from core.fct_extracts group by all").df()
    last = last.set_index("source").date
    expected = {}
    for source, rows in changes.groupby("source"):
        days = pd.date_range(rows.date.min(), max(rows.date.max(), last[source]))
        periods = start_of(pd.Series(days, index=days), period)
        for member, own in rows.groupby(subject):
            daily = own.groupby("date").value.sum().reindex(days, fill_value=0).cumsum()
            mean = daily.groupby(periods).mean()
            first = start_of(pd.Series([own.date.min()]), period)[0]
            expected |= {(source, member, start): mean[start] for start in mean.index if start >= first}
    assert_same_figures(values(built, "case_backlog_average", subject, period), pd.Series(expected))


@each_period
@pytest.mark.parametrize("subject", ["company", "current_team", "person"])
def test_growth_and_difference_compare_a_period_with_the_one_before_it(built: Home, subject: str, period: str) -> None:
    for kpi, base in (("sales_growth", "total_sales"), ("stage_success_improvement", "stage_success_rate")):
        now = values(built, base, subject, period)
        before = now.copy()
        starts = before.index.get_level_values("period_start").to_period(PERIODS[period]) + 1
        before.index = pd.MultiIndex.from_arrays(
            [*(before.index.get_level_values(level) for level in ("source", "subject_id")), starts.start_time],
            names=now.index.names,
        )
        before = before.reindex(now.index)
        expected = now - before if kpi == "stage_success_improvement" else (now / before - 1).where(before > 0)
        assert_same_figures(values(built, kpi, subject, period), expected)


@each_period
@pytest.mark.parametrize("subject", ["company", "person"])
def test_a_contribution_is_a_part_of_the_company(built: Home, subject: str, period: str) -> None:
    own = values(built, "order_margin", subject, period)
    whole = values(built, "order_margin", "company", period).droplevel("subject_id")
    of_company = whole.reindex(own.index.droplevel("subject_id")).set_axis(own.index)
    assert_same_figures(values(built, "profit_contribution", subject, period), (own / of_company).where(of_company > 0))


# What follows asks the compiled models alone, of rows that are drawn.
DAYS = [dt.date(2026, 1, 30), dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 2, 2), dt.date(2026, 4, 1)]
SUBJECTS = "kpi_id varchar, subject_type varchar, kind varchar, numerator varchar, denominator varchar"
KEY = "source varchar, subject_type varchar, subject_id varchar, period_type varchar, period_start date"
NUMBERS = "numerator double, denominator double, value double, record_count bigint"
few = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture(scope="module")
def distinct_counts(built: Home, connection: duckdb.DuckDBPyConnection) -> Model:
    columns = """component varchar, source varchar, record_id varchar, person_id varchar, date date, team_id varchar,
        current_team_id varchar, office_id varchar, value double, cuts map(varchar, varchar)"""
    return Model(built.folder, connection, "kpi_distinct_counts", {"kpi.kpi_observations": columns})


purchases = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["ann", "bo", None]),
        st.sampled_from(DAYS),
        st.sampled_from([1.0, 1.0, -1.0]),
        st.sampled_from(["tea", "cup", "(none)"]),
    ),
    max_size=12,
)


@few
@given(drawn=purchases)
def test_different_keys_are_counted_anew_for_each_subject_and_period(
    distinct_counts: Model, drawn: list[tuple]
) -> None:
    rows = [
        ("buying_customers", "shop", key, person, day, "T", "T", "O", value, {"product": product})
        for key, person, day, value, product in drawn
    ]
    found = distinct_counts.of({"kpi.kpi_observations": rows}).df()
    for level, column in (("company", None), ("person", 1), ("product", 4)):
        for period in ("month", "quarter"):
            sums: dict[tuple, float] = {}
            for row in drawn:
                subject = "shop" if column is None else row[column] or "(nobody)"
                month = row[2].month if period == "month" else (row[2].month - 1) // 3 * 3 + 1
                key = (subject, dt.date(2026, month, 1), row[0])
                sums[key] = sums.get(key, 0) + row[3]
            expected = {key[:2]: 0 for key in sums}
            for key, value in sums.items():
                expected[key[:2]] += value > 0
            own = found[(found.subject_type == level) & (found.period_type == period)]
            assert {(row.subject_id, row.period_start.date()): row.value for row in own.itertuples()} == expected


def test_a_customer_of_two_products_is_one_customer_of_the_shop(distinct_counts: Model) -> None:
    bought = [("a", "tea", 1.0), ("a", "cup", 1.0), ("b", "tea", 1.0), ("b", "tea", -1.0)]
    rows = [
        ("buying_customers", "shop", key, "ann", DAYS[0], "T", "T", "O", value, {"product": product})
        for key, product, value in bought
    ]
    found = distinct_counts.of({"kpi.kpi_observations": rows}).filter("period_type = 'month'")
    counts = {
        (level, member): value for level, member, value in found.project("subject_type, subject_id, value").fetchall()
    }
    assert counts[("company", "shop")] == 1
    assert (counts[("product", "tea")], counts[("product", "cup")]) == (1, 1)


@pytest.fixture(scope="module")
def stocks(built: Home, connection: duckdb.DuckDBPyConnection) -> Model:
    reads = {
        "kpi.kpi_rollups": f"component varchar, {KEY}, value decimal(38, 12), record_count bigint",
        "kpi.kpi_changed_stocks": """
            component varchar, source varchar, period_type varchar, first_period_start date, first_date date,
            last_date date
        """,
    }
    return Model(built.folder, connection, "kpi_stocks", reads)


LAST = dt.date(2026, 4, 3)
moves = st.dictionaries(
    st.tuples(st.sampled_from(["ann", "bo"]), st.sampled_from(DAYS)), st.integers(-2, 3), min_size=1
)


@cache
def begins(period: str, day: dt.date) -> dt.date:
    """The first day of the period that a day lies in."""
    return start_of(pd.Series([day]), period)[0].date()


@few
@given(drawn=moves, data=st.data())
def test_stocks_of_days_are_summed_over_the_days_since_the_source_began_from_whichever_day_they_are_made_anew(
    stocks: Model, drawn: dict[tuple[str, dt.date], int], data: st.DataObject
) -> None:
    begun = min(day for _, day in drawn)
    days = [begun + dt.timedelta(days=count) for count in range((LAST - begun).days + 1)]
    changed = data.draw(st.sampled_from(days))
    found = stocks.of(
        {
            "kpi.kpi_rollups": [
                ("backlog_change", "shop", "person", person, "day", day, value, 1)
                for (person, day), value in drawn.items()
            ],
            "kpi.kpi_changed_stocks": [
                ("backlog_change", "shop", period, begins(period, changed), begun, LAST) for period in PERIODS
            ],
        }
    )
    expected = {}
    for person in {person for person, _ in drawn}:
        own = {day: value for (one, day), value in drawn.items() if one == person}
        open_on = {day: sum(value for moved, value in own.items() if moved <= day) for day in days}
        for period in PERIODS:
            within: dict[dt.date, list[int]] = {}
            for day in days:
                within.setdefault(begins(period, day), []).append(open_on[day])
            first = max(begins(period, min(own)), begins(period, changed))
            expected |= {
                (person, period, start): (values[-1], sum(values), len(values))
                for start, values in within.items()
                if start >= first
            }
    answers = found.project("subject_id, period_type, period_start, value, days_sum, day_count").fetchall()
    assert {(person, period, start): tuple(rest) for person, period, start, *rest in answers} == expected


@pytest.fixture(scope="module")
def comparisons(built: Home, connection: duckdb.DuckDBPyConnection) -> Model:
    reads = {
        "kpi.kpi_figures": f"kpi_id varchar, {KEY}, {NUMBERS}",
        "kpi.kpi_subjects": SUBJECTS,
    }
    return Model(built.folder, connection, "kpi_comparisons", reads)


@few
@given(drawn=st.dictionaries(st.integers(1, 12), st.one_of(st.none(), st.integers(-5, 5)), min_size=1))
def test_nothing_grows_from_what_is_missing_or_not_above_nothing(
    comparisons: Model, drawn: dict[int, int | None]
) -> None:
    subjects = [("growth", "company", "growth", "base", None), ("difference", "company", "difference", "base", None)]
    figures = [
        ("base", "shop", "company", "shop", "month", dt.date(2026, month, 1), None, None, value, 1)
        for month, value in drawn.items()
    ]
    found = comparisons.of({"kpi.kpi_figures": figures, "kpi.kpi_subjects": subjects})
    expected: dict[tuple[str, int], float | None] = {}
    for month, value in drawn.items():
        before = drawn.get(month - 1)
        both = value is not None and before is not None
        expected[("difference", month)] = value - before if both else None
        expected[("growth", month)] = pytest.approx(value / before - 1) if both and before > 0 else None
    answers = found.project("kpi_id, period_start, value").fetchall()
    assert {(kpi, start.month): value for kpi, start, value in answers} == expected


def test_every_kpi_of_the_catalogue_has_a_value_somewhere_in_the_demonstration(built: Home) -> None:
    without = built.published("""
        select kpi_id from kpi.dim_kpi
        anti join (select kpi_id from kpi.kpi_values where value is not null) using (kpi_id)
    """).fetchall()
    # What one publication promises the next one keeps or breaks; here there is one.
    assert without == [("platform_visibility_rate",)]
