"""What customers have bought against pandas on the raw files, and what they will buy against the published formulas."""

from pathlib import Path

import duckdb
import extra_lifetimes as published
import pandas as pd
import pytest
from test_customer_figures import movements
from warehouse_home import Home

from orchestration.build import publishing as publish
from orchestration.command.lifetimes import lifetimes
from orchestration.lifetimes.histories import History, histories
from orchestration.settings import Settings

UNTIL = {"rfm_orders": "2006-12-31", "online_store": "2015-03-31"}
each_source = pytest.mark.parametrize("source", UNTIL)
COUNTS = ["repeat_count", "recency_days", "age_days", "valued_count"]


@pytest.fixture(scope="module")
def known(built: Home) -> dict[str, History]:
    with duckdb.connect(publish.to_be_read(built.settings) / publish.DATABASE, read_only=True) as marts:
        return {history.company: history for history in histories(marts)}


def summarised(rows: pd.DataFrame, until: str) -> pd.DataFrame:
    """Repeat purchases, recency, age and mean amount of each customer, by pandas."""
    placed = rows[rows.is_order & (rows.date <= until)]
    days = placed.groupby(["customer", "date"]).amount.sum().reset_index()
    first = days.groupby("customer").date.transform("min")
    repeats = days[days.date > first].groupby("customer")
    by = days.groupby("customer").date
    found = pd.DataFrame({"repeat_count": repeats.size().reindex(by.min().index, fill_value=0)})
    found["recency_days"] = (by.max() - by.min()).dt.days
    found["age_days"] = (pd.Timestamp(until) - by.min()).dt.days
    found["valued_count"] = found.repeat_count
    found["average_amount"] = repeats.amount.mean()
    return found.set_axis(found.index.astype(str))


@each_source
def test_what_each_customer_has_bought_is_what_the_raw_files_say(
    built: Home, known: dict[str, History], source: str
) -> None:
    rows = movements(built, source)
    found = known[source].customers.to_pandas().set_index("account_id")
    expected = summarised(rows, UNTIL[source]).sort_index()
    pd.testing.assert_frame_equal(found[COUNTS], expected[COUNTS], check_names=False)
    pd.testing.assert_series_equal(found.average_amount, expected.average_amount, check_names=False)
    counted = rows[rows.date <= UNTIL[source]]
    kept = counted.amount.sum() / counted.amount[counted.is_order].sum()
    assert known[source].kept_rate == pytest.approx(kept)
    assert (known[source].currency, str(known[source].observed_until)) == ("USD", UNTIL[source])


def test_customers_are_those_of_the_last_month_that_has_ended(built: Home, known: dict[str, History]) -> None:
    months = built.published("""
        select company, account_id, last_ordered_date - first_ordered_date as recency_days,
            month_end - first_ordered_date as age_days
        from kpi.fct_customer_months
        qualify month_end = max(month_end) over (partition by company)
        order by company, account_id
    """).df()
    assert {*known} == {*months.company}
    for company, expected in months.groupby("company"):
        found = known[str(company)].customers.to_pandas()
        names = ["account_id", "recency_days", "age_days"]
        pd.testing.assert_frame_equal(found[names], expected[names].reset_index(drop=True))


def test_what_is_kept_of_sales_is_the_historic_value_of_all(built: Home, known: dict[str, History]) -> None:
    """Where all orders say what they cost, sales less returns are those of the customers' months."""
    net, sold = built.published("""
        select sum(lifetime_sales_amount), (
            select sum(order_amount) from core.fct_orders
            where company = 'online_store' and not is_deleted and ordered_date <= '2015-03-31'
        )
        from kpi.fct_customer_months where company = 'online_store' and month_end = '2015-03-31'
    """).fetchall()[0]
    assert known["online_store"].kept_rate == pytest.approx(float(net) / float(sold), abs=1e-9)


def test_the_demonstration_has_too_few_customers_who_came_back(known: dict[str, History]) -> None:
    assert "simulator: 24 customers have bought on more than one day" in str(known["simulator"].too_few())


@pytest.fixture(scope="module")
def settings(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with what the demonstration has published."""
    published.skip_without_the_extra()
    home = tmp_path_factory.mktemp("lifetimes")
    (home / "published").symlink_to(built.settings.published)
    return Settings(home)


@pytest.fixture(scope="module")
def told(settings: Settings) -> str:
    return lifetimes(settings)


@pytest.fixture(scope="module")
def folder(settings: Settings, told: str) -> Path:
    [found] = settings.lifetimes.iterdir()
    assert str(found) in told
    return found


@pytest.fixture(scope="module")
def parameters(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "parameters.parquet").set_index("company")


@pytest.fixture(scope="module")
def customers(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "customers.parquet").set_index(["company", "account_id"])


@each_source
def test_parameters_are_those_of_the_highest_density(
    parameters: pd.DataFrame, customers: pd.DataFrame, source: str
) -> None:
    of, bought = parameters.loc[source], customers.loc[source]
    usual = bought.average_amount.mean()
    in_units = bought.assign(average_amount=bought.average_amount / usual)
    spread = 2.0
    found = published.highest(
        bought, published.purchases_likelihood, {"r": 1.0, "alpha": 100.0, "a": 1.0, "b": 1.0}, spread
    )
    found |= published.highest(in_units, published.amounts_likelihood, {"p": 1.0, "q": 3.0, "v": 1.0}, spread)
    found["v"] *= usual
    for name, expected in found.items():
        assert of[name] == pytest.approx(expected, rel=0.02), name
    assert of.expected_repeat_count == pytest.approx(bought.repeat_count.sum(), rel=0.02)


@each_source
def test_what_is_expected_of_customers_follows_from_the_parameters(
    parameters: pd.DataFrame, customers: pd.DataFrame, source: str
) -> None:
    of, rows = parameters.loc[source], customers.loc[source].sort_values(["repeat_count", "recency_days"])
    for place in (0, len(rows) // 2, -2, -1):
        row = rows.iloc[place]
        bought = (float(row.repeat_count), float(row.recency_days), float(row.age_days))
        amount = published.expected_amount(of, row.valued_count, 0.0 if row.valued_count == 0 else row.average_amount)
        purchases = published.expected_purchases(of, *bought, days=365)
        assert row.alive_probability == pytest.approx(published.alive(of, *bought))
        assert row.expected_purchase_count == pytest.approx(purchases)
        assert row.expected_purchase_amount == pytest.approx(amount)
        assert row.expected_sales_amount == pytest.approx(purchases * amount * of.kept_rate)


def test_figures_are_dated_and_of_every_customer(
    built: Home, parameters: pd.DataFrame, customers: pd.DataFrame
) -> None:
    as_of = pd.Timestamp(publish.about(publish.to_be_read(built.settings))["as_of"])
    for rows in (parameters, customers):
        assert (rows.as_of == as_of).all()
    assert parameters.customer_count.to_dict() == customers.groupby("company").size().to_dict()
    assert parameters.customer_count.to_dict() == {"online_store": 31_696, "rfm_orders": 995}
    assert customers.notna().drop(columns="average_amount").all(axis=None)


def test_a_second_run_comes_to_the_same(settings: Settings, folder: Path, known: dict[str, History]) -> None:
    from orchestration.lifetimes.fitting import fit

    again = fit(known["rfm_orders"])
    kept = pd.read_parquet(folder / "parameters.parquet").set_index("company").loc["rfm_orders"]
    for name in (*published.PURCHASES, *published.AMOUNTS):
        assert again.parameters()[name] == kept[name]


def test_a_company_of_too_few_is_told_and_nothing_is_written_of_it(told: str, customers: pd.DataFrame) -> None:
    assert "simulator: 24 customers have bought on more than one day" in told
    assert "simulator" not in customers.index.get_level_values("company")
    assert [line.split()[:2] for line in told.splitlines()[1:3]] == [
        ["online_store", "2015-03-31"],
        ["rfm_orders", "2006-12-31"],
    ]
