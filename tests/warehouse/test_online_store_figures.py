"""A web shop's figures against pandas on its raw files, and against what its publisher says of all of it."""

import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from warehouse_home import Home, real_folder

PERIODS = {"month": "M", "year": "Y"}
each_period = pytest.mark.parametrize("period", PERIODS)


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(real_folder("online_store") / name, parse_dates=["created_at"])


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    return read("orders.csv.gz")


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    return read("order_items.csv.gz")


@pytest.fixture(scope="module")
def refunds(items: pd.DataFrame) -> pd.DataFrame:
    return read("order_item_refunds.csv").merge(items[["order_item_id", "product_id"]], on="order_item_id")


def start(rows: pd.DataFrame, period: str) -> pd.Series:
    return rows.created_at.dt.to_period(PERIODS[period]).dt.start_time


def figures(built: Home, kpi: str, period: str, subject: str = "company") -> pd.Series:
    found = values(built, kpi, subject, period)["online_store"]
    return found["online_store"] if subject == "company" else found


def test_all_of_it_is_what_its_publisher_says(built: Home, orders: pd.DataFrame) -> None:
    figure = {
        kpi: round(float(figures(built, kpi, "year").sum()), 2)
        for kpi in ("orders_placed", "order_sales", "returned_amount", "net_order_sales", "cost_of_goods")
    }
    assert figure == {
        "orders_placed": 32_313,
        "order_sales": 1_938_509.75,
        "returned_amount": 85_338.69,
        "net_order_sales": 1_853_171.06,
        "cost_of_goods": 722_370.25,
    }
    facts = "select count(distinct account_id), sum(item_count) from core.fct_orders where source = 'online_store'"
    assert built.published(facts).fetchall() == [(31_696, 40_025)]
    assert orders.user_id.nunique() == 31_696


@each_period
def test_sales_returns_and_what_is_left_of_them(
    built: Home, items: pd.DataFrame, refunds: pd.DataFrame, period: str
) -> None:
    sold = items.groupby(start(items, period)).price_usd.sum()
    back = refunds.groupby(start(refunds, period)).refund_amount_usd.sum()
    net = sold.sub(back, fill_value=0)  # some came back after the last order
    assert_same_figures(figures(built, "order_sales", period), sold)
    assert_same_figures(figures(built, "returned_amount", period), back.reindex(net.index, fill_value=0))
    assert_same_figures(figures(built, "net_order_sales", period), net)


@each_period
def test_averages_and_customers(built: Home, orders: pd.DataFrame, period: str) -> None:
    by = orders.groupby(start(orders, period))
    assert_same_figures(figures(built, "average_order_size", period), by.price_usd.mean())
    assert_same_figures(figures(built, "items_per_order", period), by.items_purchased.mean())
    assert_same_figures(figures(built, "ordering_customers", period), by.user_id.nunique())
    assert_same_figures(figures(built, "order_frequency", period), by.size() / by.user_id.nunique())


def test_sales_and_returns_of_a_product_are_those_of_its_items(
    built: Home, items: pd.DataFrame, refunds: pd.DataFrame
) -> None:
    for kpi, rows, amount in (("order_sales", items, "price_usd"), ("returned_amount", refunds, "refund_amount_usd")):
        expected = rows.groupby([rows.product_id.astype(str), start(rows, "year")])[amount].sum()
        found = figures(built, kpi, "year", "product")
        assert_same_figures(found[found != 0], expected)


@each_period
def test_margin_is_what_is_left_of_the_price(built: Home, items: pd.DataFrame, period: str) -> None:
    by = items.groupby(start(items, period))
    margin = by.price_usd.sum() - by.cogs_usd.sum()
    assert_same_figures(figures(built, "order_margin", period), margin)
    assert_same_figures(figures(built, "order_margin_rate", period), margin / by.price_usd.sum())


def test_a_product_contributes_its_part_of_the_margin(built: Home, items: pd.DataFrame) -> None:
    margin = (items.price_usd - items.cogs_usd).groupby([items.product_id.astype(str), start(items, "year")]).sum()
    expected = margin / margin.groupby(level=1).transform("sum")
    found = figures(built, "profit_contribution", "year", "product")
    assert_same_figures(found[found.notna()], expected)


def test_nobody_is_scored_for_what_nobody_enters(built: Home) -> None:
    people = "select count(*) from kpi.mart_data_quality where source = 'online_store' and subject_type = 'person'"
    assert built.published(f"{people} and subject_id != '(nobody)'").fetchall() == [(0,)]
    told = "select count(*) from quality.mart_not_assessed where source = 'online_store' and entity = 'orders'"
    assert built.published(told).fetchall() > [(0,)]
