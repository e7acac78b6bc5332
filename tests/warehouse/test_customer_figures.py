"""Customers month by month against pandas on the raw files, and against what is published of one of them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from simulated_files import order_lines, orders_placed
from warehouse_home import Home, real_folder

LAPSED, DISCOUNT = 180, 0.01
# Of how many months orders count, and the last month that the orders have reached the end of.
WINDOWS = {"rfm_orders": None, "online_store": 12, "simulator": 12}
LAST = {"rfm_orders": "2006-12", "online_store": "2015-03", "simulator": "2026-02"}
# Numerator and denominator of each KPI of a month.
RATIOS = {
    "customer_acquisition_rate": ("new", "started"),
    "customer_retention_rate": ("kept", "started"),
    "inactivity_churn_rate": ("lapsed", "started"),
    "reactivation_rate": ("won_back", "lapsed_before"),
    "repeat_purchase_rate": ("repeated", "ordered"),
    "repeat_customer_contribution": ("repeated_sales", "sales"),
    "average_customer_value": ("sales", "scored"),
    "key_customer_share": ("top_sales", "paid_sales"),
    "customers_of_most_sales_rate": ("most", "paying"),
    "historic_customer_value": ("lifetime", "valued"),
    "average_rfm_score": ("rfm", "scored"),
    "days_between_orders": ("interval_days", "intervals"),
    "cohort_retention_rate": ("current", "known"),
}
COUNTS = {
    "known_customers": "known",
    "current_customers": "current",
    "first_time_customers": "new",
    "customers_lapsed": "lapsed",
    "customers_won_back": "won_back",
}
SEGMENTS = {
    "champions": 158,
    "loyal": 278,
    "potential_loyalist": 229,
    "lost": 111,
    "at_risk": 86,
    "about_to_sleep": 50,
    "need_attention": 35,
    "others": 48,
}


def movements(home: Home, source: str) -> pd.DataFrame:
    """What known customers ordered and gave back: customer, day, whether it is an order, what it comes to."""
    if source == "rfm_orders":
        found = pd.read_csv(real_folder(source) / "orders.csv.gz", parse_dates=["order_date"])
        return found.set_axis(["customer", "date", "amount"], axis=1).assign(is_order=True)
    if source == "simulator":
        placed = orders_placed(home).query("account_id.str.startswith('AC')")  # others are words for nothing
        placed = placed.assign(customer=placed.account_id, is_order=True, amount=np.nan)
        lines = order_lines(home, placed).join(placed.customer, on="order_id").assign(is_order=False)
        return pd.concat([placed, lines]).assign(date=lambda rows: rows.date.dt.floor("D"))
    placed, items, refunds = (
        pd.read_csv(real_folder(source) / name, parse_dates=["created_at"])
        for name in ("orders.csv.gz", "order_items.csv.gz", "order_item_refunds.csv")
    )
    bought = placed.assign(customer=placed.user_id, amount=placed.price_usd, is_order=True)
    orders = refunds.order_item_id.map(items.set_index("order_item_id").order_id)
    users = orders.map(placed.set_index("order_id").user_id)
    back = refunds.assign(customer=users, amount=-refunds.refund_amount_usd, is_order=False)
    return pd.concat([bought, back]).assign(date=lambda rows: rows.created_at.dt.floor("D"))


def quintile(column: pd.Series) -> pd.Series:
    return 1 + sum((column >= cut + 1).astype(int) for cut in np.percentile(column, [20, 40, 60, 80]))


def customers_at(rows: pd.DataFrame, month: pd.Period, window: int | None) -> pd.DataFrame:
    """Everybody who has ordered by the end of a month, by customer."""
    rows = rows.assign(month=rows.date.dt.to_period("M"))[lambda all_rows: all_rows.date <= month.end_time]
    counted = rows if window is None else rows[rows.month > month - window]
    ordered = rows[rows.is_order].groupby("customer").date
    found = pd.DataFrame({"first": ordered.min(), "last": ordered.max()})
    found["days"] = (month.end_time.normalize() - found["last"]).dt.days
    found["orders"] = counted[counted.is_order].groupby("customer").size().reindex(found.index, fill_value=0)
    for name, those in (("lifetime", rows), ("money", counted), ("month_sales", rows[rows.month == month])):
        found[name] = those.groupby("customer").amount.sum(min_count=1)
    found["is_current"] = found.days <= LAPSED
    scored = found[(found.orders > 0) & found.money.notna()]
    found["rfm"] = (6 - quintile(scored.days) + quintile(scored.orders) + quintile(scored.money) - 3) / 12
    return found


def looked_at(rows: pd.DataFrame, last: str, window: int | None) -> pd.DataFrame:
    """Counts and sums over all customers, a row for each month."""
    days = rows[rows.is_order].drop_duplicates(["customer", "date"]).sort_values("date")
    days = days.assign(since=days.groupby("customer").date.diff().dt.days).dropna(subset="since")
    found, before = {}, pd.DataFrame({"is_current": pd.Series(dtype=bool)})
    for month in pd.period_range(rows.date.min().to_period("M"), last, freq="M"):
        now = customers_at(rows, month, window)
        was = before.is_current.reindex(now.index)
        started, lapsed_before = was.eq(True), was.eq(False)
        paid = now.money[now.money.round(4) > 0].sort_values(ascending=False)
        curve = np.concatenate([[0], paid.cumsum()])
        intervals = days.since[days.date.dt.to_period("M") == month]
        scored = now[now.rfm.notna()]
        a, s, r = now.month_sales[started].sum(min_count=1), started.sum(), (started & now.is_current).sum()
        found[month.start_time] = {
            "known": len(now),
            "current": now.is_current.sum(),
            "new": was.isna().sum(),
            "started": s,
            "kept": r,
            "lapsed": (started & ~now.is_current).sum(),
            "lapsed_before": lapsed_before.sum(),
            "won_back": (lapsed_before & now.is_current).sum(),
            "ordered": (now.orders > 0).sum(),
            "repeated": (now.orders > 1).sum(),
            "scored": len(scored),
            "sales": scored.money.sum(),
            "repeated_sales": scored.money[scored.orders > 1].sum(),
            "rfm": scored.rfm.sum(),
            "paying": len(paid),
            "paid_sales": paid.sum(),
            "top_sales": np.interp(0.2 * len(paid), range(len(paid) + 1), curve),
            "most": np.interp(0.8 * curve[-1], curve, range(len(paid) + 1)),
            "lifetime": now.lifetime.sum(),
            "valued": now.lifetime.notna().sum(),
            "intervals": len(intervals),
            "interval_days": intervals.sum(),
            "expected": (a / s) * (r / s) / (1 + DISCOUNT - r / s) if s else np.nan,
        }
        before = now
    return pd.DataFrame.from_dict(found, orient="index").astype(float)


@pytest.fixture(scope="module", params=WINDOWS)
def source(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def looks(built: Home, source: str) -> pd.DataFrame:
    return looked_at(movements(built, source), LAST[source], WINDOWS[source])


@pytest.fixture(scope="module")
def figures(built: Home, source: str) -> Callable[..., pd.Series]:
    """A company's values of a KPI by the first day of their period."""
    return lambda kpi, period="month": values(built, kpi, "company", period)[source][source]


def test_shares_and_averages_of_a_month(looks: pd.DataFrame, figures: Callable[..., pd.Series]) -> None:
    for kpi, (numerator, denominator) in RATIOS.items():
        assert_same_figures(figures(kpi), looks[numerator] / looks[denominator].where(looks[denominator] > 0))


def test_customers_who_come_go_and_stay(looks: pd.DataFrame, figures: Callable[..., pd.Series]) -> None:
    for kpi, count in COUNTS.items():
        assert_same_figures(figures(kpi).reindex(looks.index), looks[count])
    came_and_went = looks.new + looks.won_back - looks.lapsed
    assert_same_figures(looks.current.diff().iloc[1:], came_and_went.iloc[1:])
    growth = figures("customer_growth").reindex(looks.index)
    before = looks.current.shift()
    assert_same_figures(growth, looks.current / before.where(before > 0) - 1)


def test_a_longer_period_adds_up_its_months(looks: pd.DataFrame, figures: Callable[..., pd.Series]) -> None:
    quarters = looks.groupby(looks.index.to_period("Q").start_time)[["kept", "started", "current"]]
    summed = quarters.sum()
    found = figures("customer_retention_rate", "quarter")
    assert_same_figures(found, summed.kept / summed.started.where(summed.started > 0))
    assert_same_figures(figures("current_customers", "quarter").reindex(summed.index), quarters.last().current)


def test_a_customer_is_expected_to_bring_what_the_formula_says(
    looks: pd.DataFrame, figures: Callable[..., pd.Series]
) -> None:
    assert_same_figures(figures("customer_lifetime_value"), looks.expected.dropna())


def test_segments_are_those_that_are_published(built: Home) -> None:
    real_folder("rfm_orders")
    found = built.published("""
        select customer_segment, count(*), sum(lifetime_order_count), sum(lifetime_sales_amount)
        from kpi.fct_customer_months where (company, month_end) = ('rfm_orders', date '2006-12-31') group by all
    """).fetchall()
    assert {segment: count for segment, count, _, _ in found} == SEGMENTS
    assert [row[2:] for row in found if row[0] == "champions"] == [(1_234, 120_178)]
    assert sum(amount for *_, amount in found) == 464_158
    stock = values(built, "known_customers", "customer_segment", "month")["rfm_orders"].xs(
        pd.Timestamp("2006-12-01"), level="period_start"
    )
    assert stock[stock > 0].to_dict() == SEGMENTS


def test_whoever_leaves_a_segment_comes_into_another(built: Home) -> None:
    moves = built.published("select * from kpi.mart_customer_migration").df()
    months = built.published("select * from kpi.fct_customer_months").df()
    for column, segment in (("next_segment", "customer_segment"), ("next_status", "customer_status")):
        by = ["company", "month_start"]
        expected = months.fillna({segment: "-"}).groupby([*by, segment]).size()
        assert_same_figures(moves.fillna({column: "-"}).groupby([*by, column]).customer_count.sum(), expected)
    later = moves[moves.previous_status.notna()].assign(
        month_start=lambda rows: rows.month_start - pd.DateOffset(months=1)
    )
    before = later.groupby(["company", "month_start", "previous_status"]).customer_count.sum()
    expected = months.groupby(["company", "month_start", "customer_status"]).size()
    assert_same_figures(before, expected.loc[before.index])


def test_no_cohort_keeps_more_customers_than_it_has(built: Home) -> None:
    kept = values(built, "cohort_retention_rate", "customer_cohort", "month")
    assert kept.between(0, 1).all()
    first = kept[
        kept.index.get_level_values("subject_id") == kept.index.get_level_values("period_start").strftime("%Y-%m")
    ]
    assert (first == 1).all() and len(first) > 50


def test_a_month_is_there_once_the_orders_have_passed_its_end_also_where_a_build_adds_it(at_work: Home) -> None:
    def of_march(counted: str) -> list[tuple[str, int]]:
        return at_work.published(f"select account_id, {counted} order by all").fetchall()

    ordered = """count(*) from core.fct_orders
        where not is_deleted and account_id is not null and ordered_date between '2026-03-01' and '2026-03-31'
        group by account_id"""
    found = of_march("month_order_count from kpi.fct_customer_months where month_end = '2026-03-31'")
    assert found == of_march(ordered) != []
    last = at_work.published("select max(month_end)::varchar from kpi.fct_customer_months").fetchall()
    assert last == [("2026-03-31",)]
