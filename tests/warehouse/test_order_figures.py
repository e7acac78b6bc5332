"""Sales by orders against pandas on the raw files: of each order and line the last version, deleted ones left out."""

import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from simulated_files import versions
from warehouse_home import Home

PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}
each_period = pytest.mark.parametrize("period", PERIODS)
# What is averaged over orders, by KPI.
AVERAGES = {"average_order_size": "amount", "items_per_order": "items"}
each_subject = pytest.mark.parametrize("subject", ["company", "person"])


def last_versions(home: Home, entity: str) -> pd.DataFrame:
    return versions(home.extracts, entity).groupby("id").tail(1).set_index("id")


def live(home: Home, entity: str) -> pd.DataFrame:
    return last_versions(home, entity).query("is_deleted != 'true'")


@pytest.fixture(scope="module")
def orders(built: Home) -> pd.DataFrame:
    """Each on the day that it was at its owner's office; the files have Shanghai's time."""
    found = live(built, "orders")
    zones = (
        found.owner_id.map(last_versions(built, "employees").office_id)
        .map(last_versions(built, "offices").time_zone)
        .fillna("Asia/Shanghai")
    )
    instants = pd.to_datetime(found.ordered_at).dt.tz_localize("Asia/Shanghai")
    dates = [instant.tz_convert(zone).tz_localize(None) for instant, zone in zip(instants, zones, strict=True)]
    return found.assign(company="simulator", person=found.owner_id, date=dates)


@pytest.fixture(scope="module")
def lines(built: Home, orders: pd.DataFrame) -> pd.DataFrame:
    """Lines of orders that are there, each on its order's day for its order's owner."""
    found = live(built, "order_lines").join(orders[["company", "person", "date"]], on="order_id", how="inner")
    return found.assign(amount=pd.to_numeric(found.line_amount), items=pd.to_numeric(found.quantity))


@pytest.fixture(scope="module")
def totals(orders: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """What each order comes to; nothing where a line does not say."""
    summed = lines.groupby("order_id")[["amount", "items"]].agg(lambda column: column.sum(skipna=False))
    return orders.join(summed)


def keys(rows: pd.DataFrame, subject: str, period: str) -> list[pd.Series]:
    return [rows[subject], rows.date.dt.to_period(PERIODS[period]).dt.start_time]


def figures(home: Home, kpi: str, subject: str, period: str) -> pd.Series:
    return values(home, kpi, subject, period)["simulator"]


@each_period
@each_subject
def test_sales_and_orders_are_those_of_the_files(
    built: Home, orders: pd.DataFrame, lines: pd.DataFrame, subject: str, period: str
) -> None:
    sold = lines.groupby(keys(lines, subject, period)).amount.sum()
    assert_same_figures(figures(built, "order_sales", subject, period), sold)
    placed = orders.groupby(keys(orders, subject, period)).size()
    assert_same_figures(figures(built, "orders_placed", subject, period), placed)


@each_period
@each_subject
@pytest.mark.parametrize("kpi", AVERAGES)
def test_an_average_is_of_the_orders_that_say_it_of_all_lines(
    built: Home, totals: pd.DataFrame, subject: str, period: str, kpi: str
) -> None:
    column = AVERAGES[kpi]
    known = totals[totals[column].notna()]
    expected = known.groupby(keys(known, subject, period))[column].mean()
    found = figures(built, kpi, subject, period)
    assert_same_figures(found[found.notna()], expected)


@each_period
@each_subject
def test_a_customer_who_orders_twice_is_one_customer(
    built: Home, orders: pd.DataFrame, subject: str, period: str
) -> None:
    known = orders[orders.account_id.str.startswith("AC")]  # others are words for nothing
    by = keys(known, subject, period)
    customers, placed = known.groupby(by).account_id.nunique(), known.groupby(by).size()
    found = figures(built, "ordering_customers", subject, period)
    assert_same_figures(found[found > 0], customers)
    frequency = figures(built, "order_frequency", subject, period)
    assert_same_figures(frequency[frequency.notna()], placed / customers)
