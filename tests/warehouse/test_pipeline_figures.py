"""The book of open deals of any day, and how good its probabilities were, against pandas on the raw files."""

import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from simulated_files import versions
from warehouse_home import SCENARIO, Home, real_folder

OPEN = ("prospecting", "engaging", "proposal")
DAYS = [str(SCENARIO.extract_dates[place]) for place in (0, 10, -1)]


@pytest.fixture(scope="module")
def deals(built: Home) -> pd.DataFrame:
    """All versions, oldest first, each with the day of its extract."""
    found = versions(built.extracts, "opportunities")
    found["day"] = found.extract.str.extract(r"(\d{4}-\d{2}-\d{2})", expand=False)
    return found.assign(amount=pd.to_numeric(found.amount), probability=pd.to_numeric(found.probability))


def book(deals: pd.DataFrame, day: str) -> pd.DataFrame:
    """What was open as the extract of a day showed it."""
    known = deals[deals.day <= day].groupby("id").tail(1)
    return known[known.stage.isin(OPEN) & (known.is_deleted != "true")]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("subject", ["company", "person"])
def test_the_pipeline_of_a_day_is_what_was_open_by_then(
    built: Home, deals: pd.DataFrame, subject: str, day: str
) -> None:
    was_open = book(deals, day)
    key = was_open.owner_id if subject == "person" else pd.Series("simulator", index=was_open.index)
    for kpi, amount in (
        ("open_pipeline", was_open.amount),
        ("weighted_pipeline", was_open.amount * was_open.probability),
    ):
        found = values(built, kpi, subject, "day")["simulator"].xs(pd.Timestamp(day), level="period_start")
        assert_same_figures(found[found != 0], amount.groupby(key).sum().loc[lambda sums: sums != 0])


def test_probabilities_are_compared_with_what_became_of_the_deals(built: Home, deals: pd.DataFrame) -> None:
    outcomes = built.published("""
        select opportunity_id as id, is_won, date_trunc('month', closed_date) as month from core.fct_opportunities
        where source = 'simulator' and closed_date is not null and not is_deleted
    """).df()
    hoped = deals[deals.stage.isin(OPEN) & (deals.is_deleted != "true") & deals.probability.notna()]
    last = hoped.groupby("id").tail(1).set_index("id").probability
    foreseen = outcomes.assign(probability=outcomes.id.map(last)).dropna(subset="probability")
    assert len(foreseen) > 50
    foreseen["error"] = (foreseen.probability - foreseen.is_won) ** 2
    foreseen["band"] = ((foreseen.probability * 100).round().astype(int) // 10 * 10).astype(str)
    for subject, key in (("company", "company"), ("probability_band", "band")):
        by = foreseen.assign(company="simulator").groupby([key, "month"])
        for kpi, column in (
            ("probability_brier_score", "error"),
            ("mean_probability", "probability"),
            ("foreseen_win_rate", "is_won"),
        ):
            assert_same_figures(values(built, kpi, subject, "month")["simulator"], by[column].mean())


def test_close_dates_that_moved_on_are_counted_for_the_deals_that_were_opened(built: Home, deals: pd.DataFrame) -> None:
    shown = deals.assign(
        close=pd.to_datetime(deals.close_date).where(deals.stage.isin(OPEN) & (deals.is_deleted != "true"))
    )
    is_pushed = shown.close > shown.groupby("id").close.shift()
    there = deals.groupby("id").tail(1).query("is_deleted != 'true'").id
    pushes = is_pushed[deals.id.isin(there)].sum()
    assert pushes > 0
    found = values(built, "close_date_pushes", "company", "year")
    assert found.to_dict() == {("simulator", "simulator", pd.Timestamp("2026-01-01")): pushes}  # others came once
    per_deal = values(built, "pushes_per_deal", "company", "year")
    assert per_deal.tolist() == [pytest.approx(pushes / len(there))]


def test_conversion_is_of_the_deals_engaged_in_a_year(built: Home) -> None:
    folder = real_folder("maven")
    rows = pd.read_csv(folder / "sales_pipeline.csv", parse_dates=["engage_date"]).dropna(subset="engage_date")
    year = rows.engage_date.dt.to_period("Y").dt.start_time
    expected = (rows.deal_stage == "Won").groupby(year).mean()
    assert_same_figures(values(built, "opportunity_conversion_rate", "company", "year")["maven"]["maven"], expected)


def test_a_week_was_foreseen_by_the_book_of_the_day_before_it(built: Home, deals: pd.DataFrame) -> None:
    first, last = (pd.Timestamp(day) for day in (SCENARIO.extract_dates[0], SCENARIO.extract_dates[-1]))
    mondays = pd.date_range(first + pd.Timedelta(days=1), last - pd.Timedelta(days=6), freq="W-MON")
    assert len(mondays) >= 2
    won = built.published("""
        select date_trunc('week', date)::timestamp as week, sum(value) as value from kpi.kpi_records
        where source = 'simulator' and component = 'won_amount' group by week
    """).df()
    won = won.set_index("week").value
    expected = {}
    for monday in mondays:
        known = book(deals, str((monday - pd.Timedelta(days=1)).date()))
        due = known[pd.to_datetime(known.close_date).between(monday, monday + pd.Timedelta(days=6))]
        forecast, came = (due.amount * due.probability).sum(), float(won.get(monday, 0))
        assert forecast > 0
        expected[monday] = 1 - abs(forecast - came) / came if came > 0 else float("nan")
    found = values(built, "forecast_accuracy", "company", "week")["simulator"]["simulator"]
    assert_same_figures(found, pd.Series(expected))


def test_sales_stand_beside_the_days_on_which_somebody_was_in_the_field(built: Home) -> None:
    parts = {
        kpi: built.published(f"""
            select source, subject_type, subject_id, period_type, period_start, numerator, denominator
            from kpi.kpi_values where kpi_id = '{kpi}' and source = 'simulator'
        """)
        .df()
        .set_index(["source", "subject_type", "subject_id", "period_type", "period_start"])
        for kpi in ("sales_per_field_day", "total_sales", "reported_day_rate")
    }
    found, sold = parts["sales_per_field_day"], parts["total_sales"].numerator
    days = parts["reported_day_rate"].denominator
    assert_same_figures(found.numerator, sold.reindex(found.index, fill_value=0))
    assert_same_figures(found.denominator, days.reindex(found.index, fill_value=0))
    assert set(days.index) <= set(found.index)
