"""Sales by orders against pandas on the raw files: of each order and line the last version, deleted ones left out."""

import pandas as pd
import pytest
from published_figures import keys, values
from same_index import assert_same_figures
from simulated_files import order_lines, orders_placed
from warehouse_home import Home

PERIODS = ("day", "week", "month", "quarter")
each_period = pytest.mark.parametrize("period", PERIODS)
# What is averaged over orders, by KPI.
AVERAGES = {"average_order_size": "amount", "items_per_order": "items"}
FLAGS = (("cross_sell_share", "is_recommended", "true"), ("unplanned_purchase_share", "is_planned", "false"))
each_subject = pytest.mark.parametrize("subject", ["company", "person"])


@pytest.fixture(scope="module")
def orders(built: Home) -> pd.DataFrame:
    return orders_placed(built)


@pytest.fixture(scope="module")
def lines(built: Home, orders: pd.DataFrame) -> pd.DataFrame:
    return order_lines(built, orders)


@pytest.fixture(scope="module")
def totals(orders: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """What each order comes to; nothing where a line does not say."""
    summed = lines.groupby("order_id")[["amount", "items"]].agg(lambda column: column.sum(skipna=False))
    return orders.join(summed)


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


@each_period
@each_subject
def test_margins_are_of_the_lines_that_carry_a_cost(
    built: Home, lines: pd.DataFrame, subject: str, period: str
) -> None:
    costed = lines[lines.cost.notna() & lines.amount.notna()]
    assert 0 < len(costed) < len(lines)
    by = keys(costed, subject, period)
    cost, margin = costed.groupby(by).cost.sum(), (costed.amount - costed.cost).groupby(by).sum()
    assert_same_figures(figures(built, "cost_of_goods", subject, period), cost)
    assert_same_figures(figures(built, "order_margin", subject, period), margin)
    rate = figures(built, "order_margin_rate", subject, period)
    amount = costed.groupby(by).amount.sum()
    assert_same_figures(rate[rate.notna()], (margin / amount)[amount != 0])
    whole = margin.groupby(level=1).transform("sum")
    part = figures(built, "profit_contribution", subject, period)
    assert_same_figures(part, (margin / whole).where(whole > 0))


@each_period
@each_subject
def test_shares_by_a_flag_are_of_the_lines_that_carry_one(
    built: Home, lines: pd.DataFrame, subject: str, period: str
) -> None:
    for kpi, flag, counted in FLAGS:
        known = lines[lines[flag].isin(["true", "false"]) & lines.amount.notna()]
        assert 0 < len(known) < len(lines)
        by = keys(known, subject, period)
        whole = known.groupby(by).amount.sum()
        part = known.amount.where(known[flag] == counted, 0).groupby(by).sum()
        found = figures(built, kpi, subject, period)
        is_share = (whole > 0) & (part >= 0) & (part <= whole)  # mistyped quantities are below 0
        assert_same_figures(found[found.notna()], (part / whole)[is_share])
