"""What customers have bought, from tables made by hand; and models of customers who do what the models say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import extra_lifetimes as published
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from orchestration.command import lifetimes as command
from orchestration.errors import ScorehouseError
from orchestration.lifetimes.histories import ENOUGH, History, histories
from orchestration.settings import Settings

UNTIL = date(2026, 3, 31)
TRUE = {"r": 0.8, "alpha": 60.0, "a": 0.9, "b": 3.0, "p": 6.0, "q": 4.0, "v": 50.0}
# Customer, day of March, what it costs: Ann buys twice on the 5th; of Ben's 12th and 15th not all is known.
ORDERS = {
    "1": ("Ann", 1, 10.0),
    "2": ("Ann", 5, 20.0),
    "3": ("Ann", 5, 30.0),
    "4": ("Ann", 21, 70.0),
    "5": ("Ben", 10, 40.0),
    "6": ("Ben", 12, None),
    "7": ("Ben", 20, 60.0),
    "8": ("Cai", 31, 20.0),
    "9": (None, 2, 90.0),
    "10": ("Ben", 15, 6.0),
    "11": ("Ben", 15, None),
}


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A company's month: what has come back of the orders 2, 6 and, when it was over, 4."""
    with duckdb.connect() as connection:
        connection.execute("create schema core; create schema kpi")
        connection.execute("create table kpi.fct_customer_months as select 'acme' as company, ? as month_end", [UNTIL])
        connection.execute("""
            create table core.fct_orders (
                source varchar, company varchar, order_id varchar, account_id varchar, ordered_date date,
                order_amount decimal(28, 8), currency varchar, is_deleted boolean
            )
        """)
        for name, (customer, day, amount) in ORDERS.items():
            row = ["crm", "acme", name, customer, date(2026, 3, day), amount, "EUR", False]
            connection.execute("insert into core.fct_orders values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute(
            "insert into core.fct_orders select * replace ('d' as order_id, true as is_deleted) from core.fct_orders"
        )
        connection.execute("""
            insert into core.fct_orders values ('crm', 'acme', 'next', 'Ann', '2026-04-01', 500, 'EUR', false)
        """)
        connection.execute("""
            create table core.fct_returns as
            from (values ('crm', '2', 5.0, date '2026-03-09'), ('crm', '6', 3.0, date '2026-03-20'),
                ('crm', '4', 70.0, date '2026-04-02')) as returns (source, order_id, return_amount, returned_date)
        """)
        yield connection


def test_orders_of_a_day_are_one_purchase_and_amounts_are_of_repeat_days_that_are_known(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    [found] = histories(marts)
    assert (found.company, found.observed_until, found.currency) == ("acme", UNTIL, "EUR")
    assert found.customers.to_pylist() == [
        # First on the 1st, again on the 5th for 50 and on the 21st for 70.
        {"account_id": "Ann", "repeat_count": 2, "recency_days": 20, "age_days": 30, "valued_count": 2}
        | {"average_amount": 60.0},
        {"account_id": "Ben", "repeat_count": 3, "recency_days": 10, "age_days": 21, "valued_count": 1}
        | {"average_amount": 60.0},
        {"account_id": "Cai", "repeat_count": 0, "recency_days": 0, "age_days": 0, "valued_count": 0}
        | {"average_amount": None},
    ]
    # Of 10 + 20 + 30 + 70 + 40 + 60 + 20 + 6 known, 5 came back; of the order that is not known nothing counts.
    assert found.kept_rate == pytest.approx(1 - 5 / 256)


def test_amounts_in_two_currencies_are_none(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update core.fct_orders set currency = 'USD' where order_id = '8'")
    [found] = histories(marts)
    assert (found.currency, found.kept_rate) == (None, None)
    assert {*found.customers["average_amount"].to_pylist()} == {None}
    assert found.customers["repeat_count"].to_pylist() == [2, 3, 0]


def test_an_order_without_currency_says_nothing_of_amounts(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("update core.fct_orders set currency = null where order_id = '4'")
    [found] = histories(marts)
    assert found.currency == "EUR"
    assert found.customers.to_pylist()[0]["average_amount"] == 50.0


def test_too_few_who_came_back_are_refused_in_a_sentence(marts: duckdb.DuckDBPyConnection) -> None:
    [found] = histories(marts)
    assert found.too_few() == (
        "acme: 2 customers have bought on more than one day, and a model takes 100; nothing is fitted."
    )
    assert simulated(customers=ENOUGH, repeats=1).too_few() is None
    assert simulated(customers=ENOUGH - 1, repeats=1).too_few() is not None


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ScorehouseError, match=r"need pymc-marketing: pip install .* -e '\.\[lifetimes\]'"):
        command.lifetimes(Settings(tmp_path))
    assert not Settings(tmp_path).lifetimes.exists()


def test_what_is_not_published_cannot_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda _: True)
    with pytest.raises(ScorehouseError, match="Nothing is published yet: run scorehouse run first"):
        command.lifetimes(Settings(tmp_path))


def simulated(customers: int = 4000, repeats: int | None = None) -> History:
    """Customers who buy, leave and spend as the models say, or who all come back as often."""
    draw = np.random.default_rng(11)
    rows = []
    for number in range(customers):
        age = int(draw.choice([180, 360, 540, 720]))
        rate, leaving = draw.gamma(TRUE["r"], 1 / TRUE["alpha"]), draw.beta(TRUE["a"], TRUE["b"])
        days, stays, when = set(), True, draw.exponential(1 / rate)
        while repeats is None and stays and when <= age:
            days.add(int(when))
            stays = draw.random() > leaving
            when += draw.exponential(1 / rate)
        count = len(days - {0}) if repeats is None else repeats
        usual = draw.gamma(TRUE["q"], 1 / TRUE["v"])
        average = float(draw.gamma(TRUE["p"] * count, 1 / (usual * count))) if count else None
        recency = max(days, default=0) if repeats is None else age // 2
        rows.append((f"C{number:05}", count, recency, age, count, average))
    names = ("account_id", "repeat_count", "recency_days", "age_days", "valued_count", "average_amount")
    table = pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    return History("acme", UNTIL, "EUR", 0.9, table)


@pytest.fixture(scope="module")
def history() -> History:
    published.skip_without_the_extra()
    return simulated()


@pytest.fixture(scope="module")
def fitted(history: History):  # noqa: ANN201 - a class that needs the library
    from orchestration.lifetimes.fitting import fit

    return fit(history)


@pytest.fixture(scope="module")
def customers(history: History) -> pd.DataFrame:
    return history.customers.to_pandas()


def test_parameters_are_those_of_the_highest_likelihood_and_the_true_ones(fitted, customers: pd.DataFrame) -> None:  # noqa: ANN001
    found = fitted.parameters()
    start = {name: TRUE[name] for name in published.PURCHASES}
    flat = published.highest(customers, published.purchases_likelihood, start)
    flat |= published.highest(customers, published.amounts_likelihood, {name: TRUE[name] for name in published.AMOUNTS})
    for name, expected in flat.items():
        # The prior moves a parameter of so many customers by less than what chance does.
        assert found[name] == pytest.approx(expected, rel=0.03), name
        assert found[name] == pytest.approx(TRUE[name], rel=0.25), name
    assert found["expected_repeat_count"] == pytest.approx(customers.repeat_count.sum(), rel=0.02)


def test_of_customers_who_came_as_often_the_one_who_came_last_is_the_likeliest_to_be_one(fitted) -> None:  # noqa: ANN001
    compared = 0
    for (count, _), group in fitted.predicted.groupby(["repeat_count", "age_days"]):
        told = group.sort_values("recency_days").alive_probability
        assert told.between(0, 1).all()
        if count == 0:
            assert (told == 1).all()
        else:
            assert told.is_monotonic_increasing
            compared += len(told) - 1
    assert compared > 1000


def test_amounts_are_not_told_of_what_has_no_currency_or_came_back(history: History) -> None:
    from orchestration.lifetimes import fitting

    summary = fitting.summary_of(history)
    for change, reason in (
        ({"currency": None}, "acme: amounts are not in one currency; none are expected."),
        ({"kept_rate": -0.1}, "acme: more has come back than was sold; no amounts are expected."),
    ):
        with pytest.raises(fitting.UnfitError) as refused:
            fitting.amounts_of(replace(history, **change), summary)
        assert str(refused.value) == reason
    with pytest.raises(fitting.UnfitError, match="of 99 customers it is known what their repeat purchases cost"):
        fitting.amounts_of(history, summary[summary.valued_count > 0].head(99))


def test_amounts_without_a_mean_are_not_told(history: History) -> None:
    from orchestration.lifetimes import fitting

    summary, draw = fitting.summary_of(history), np.random.default_rng(3)
    wild = summary.assign(average_amount=summary.average_amount / draw.beta(0.3, 1, len(summary)))
    with pytest.raises(fitting.UnfitError, match="amounts differ so much that they have no mean"):
        fitting.amounts_of(history, wild)


@pytest.mark.parametrize(
    ("bound", "reason"),
    [("_ALIKE", "two searches for the parameters of purchases end apart"), ("_AMISS", "does not describe")],
)
def test_what_the_model_does_not_tell_is_refused(
    history: History, monkeypatch: pytest.MonkeyPatch, bound: str, reason: str
) -> None:
    from orchestration.lifetimes import fitting

    monkeypatch.setattr(fitting, bound, 0.0)
    with pytest.raises(fitting.UnfitError, match=reason):
        fitting.fit(history)
