"""Customers who leave, shares in markets and wallets, and what customers bring, against pandas on the files."""

import pandas as pd
import pytest
from published_figures import simulated, values
from same_index import assert_same_figures
from simulated_campaigns import last_extract
from simulated_files import last_versions, live, local_times, order_lines, orders_placed
from warehouse_home import Home

MONTHS = pd.PeriodIndex(["2026-01", "2026-02"], freq="M")  # of which all orders are known to their end
LAPSED = pd.Timedelta(days=180)
CHURN = {
    "churn_rate": lambda reason: reason != "",
    "churn_by_ending_rate": lambda reason: reason == "ended",
    "churn_to_competitors_rate": lambda reason: reason == "competitor",
}


@pytest.fixture(scope="module")
def orders(built: Home) -> pd.DataFrame:
    placed = orders_placed(built)
    account = placed.account_id.where(placed.account_id.str.startswith("AC"))
    return placed.assign(account=account, date=placed.date.dt.normalize())


@pytest.fixture(scope="module")
def lines(built: Home, orders: pd.DataFrame) -> pd.DataFrame:
    found = order_lines(built, orders).join(orders.account, on="order_id")
    category = found.product_id.map(last_versions(built, "products").category)
    return found.assign(category=category.fillna("(none)"))


def owners(built: Home, account: pd.Series) -> pd.Series:
    return account.map(last_versions(built, "accounts").owner_id)


def test_customers_leave_who_say_so_and_who_buy_no_more(built: Home, orders: pd.DataFrame) -> None:
    accounts = last_versions(built, "accounts")
    ended = pd.to_datetime(accounts.relation_ended_on.replace("", None))
    told = accounts.end_reason.where(accounts.end_reason == "competitor", "ended")
    found = []
    for month in MONTHS:
        before, by_end = (
            orders[orders.date <= day].groupby("account").date.max()
            for day in (month.start_time - pd.Timedelta(days=1), month.end_time)
        )
        for account, last in before.items():
            gone = ended.get(account)
            left_before = gone < month.start_time and last <= gone
            if month.start_time - pd.Timedelta(days=1) - last > LAPSED or left_before:
                continue
            leaves = month.start_time <= gone <= month.end_time and by_end[account] <= gone
            lapsed = month.end_time.normalize() - by_end[account] > LAPSED
            found.append(
                (month.start_time, accounts.owner_id[account], told[account] if leaves else "inactive" * lapsed)
            )
    rows = pd.DataFrame(found, columns=["month", "person", "reason"]).assign(company="simulator")
    assert len(rows) > 3 and (rows.reason != "").any()
    assert_same_figures(
        simulated(built, "churned_customers", "churn_reason", "year").droplevel(1),
        rows[rows.reason != ""].groupby("reason").size(),
    )
    for kpi, is_lost in CHURN.items():
        expected = is_lost(rows.reason).astype(float).groupby([rows.company, rows.month]).mean()
        assert_same_figures(simulated(built, kpi, "company", "month"), expected)


@pytest.mark.parametrize("subject", ["company", "product_category"])
def test_own_sales_are_divided_by_those_of_the_market_and_by_what_customers_buy(
    built: Home, orders: pd.DataFrame, lines: pd.DataFrame, subject: str
) -> None:
    volumes = last_versions(built, "market_volumes")
    for column in ("first_date", "last_date"):
        volumes[column] = pd.to_datetime(volumes[column])
    known = (orders.date.min() <= volumes.first_date) & (volumes.last_date < last_extract(built))
    assert 0 < known.sum() < len(volumes)
    volumes = volumes[known].assign(volume=volumes.amount.astype(float), company="simulator")
    own = []
    for row in volumes.itertuples():
        sold = lines[lines.date.between(row.first_date, row.last_date) & (lines.category == row.product_category)]
        own.append((sold[sold.account == row.account_id] if row.account_id else sold).amount.sum())
    volumes["own"] = own
    for kpi, rows in (
        ("market_share", volumes[volumes.account_id == ""]),
        ("share_of_wallet", volumes[volumes.account_id != ""]),
    ):
        summed = rows.groupby([rows[subject], rows.last_date.dt.to_period("M").dt.start_time])[["own", "volume"]].sum()
        share = (summed.own / summed.volume).where(summed.own <= summed.volume).dropna()
        assert len(share) > 0
        assert_same_figures(simulated(built, kpi, subject, "month"), share)


def test_customers_bring_what_they_pay_less_what_they_cost(
    built: Home, orders: pd.DataFrame, lines: pd.DataFrame
) -> None:
    spent = live(built, "expenses")
    spent = spent[spent.account_id.str.startswith("AC")].assign(amount=pd.to_numeric(spent.amount))
    spent["date"] = pd.Series(local_times(built, spent.owner_id, spent.spent_at), spent.index).dt.normalize()
    sums = lines.groupby("order_id")[["amount", "cost"]].agg(lambda known: known.sum(skipna=False))
    sold = orders[orders.account.notna()].join(sums)
    parts = [
        sold[["account", "date"]].assign(profit=sold.amount - sold.cost),
        pd.DataFrame({"account": spent.account_id, "date": spent.date, "profit": -spent.amount}),
    ]
    rows = pd.concat(parts)
    month = rows.date.dt.to_period("M")
    rows = rows[month.isin(MONTHS) & (month >= spent.date.min().to_period("M"))].assign(month=month)
    profit = rows.groupby(["account", "month"]).profit.agg(lambda known: known.sum(skipna=False)).reset_index()
    assert 0 < profit.profit.isna().sum() < len(profit) / 3
    profit = profit.dropna().assign(company="simulator", person=lambda known: owners(built, known.account))
    for subject in ("company", "person"):
        by = profit.groupby([profit[subject], profit.month.dt.start_time]).profit
        assert_same_figures(simulated(built, "customer_profit_amount", subject, "month"), by.sum())
        assert_same_figures(simulated(built, "average_customer_profit", subject, "month"), by.mean())
        assert_same_figures(
            simulated(built, "profitable_customer_rate", subject, "month"), by.apply(lambda some: (some > 0).mean())
        )


def test_a_source_that_tells_no_end_no_market_and_no_expenses_has_none_of_these_figures(built: Home) -> None:
    kpis = "('churn_rate', 'churned_customers', 'market_share', 'share_of_wallet', 'customer_profit_amount')"
    assert built.published(f"select distinct source from kpi.kpi_values where kpi_id in {kpis}").fetchall() == [
        ("simulator",)
    ]
    assert "online_store" in values(built, "inactivity_churn_rate", "company", "month").index.get_level_values("source")
