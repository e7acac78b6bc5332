"""What selling costs, against pandas on the raw files: of each expense the last version, deleted ones left out."""

import pandas as pd
import pytest
from published_figures import keys, values
from same_index import assert_same_figures
from simulated_files import live, local_times
from warehouse_home import Home

PERIODS = ("day", "month", "quarter")
each_period = pytest.mark.parametrize("period", PERIODS)
TYPES = ("travel", "printing", "shipping", "entertainment", "internal", "third_party")


@pytest.fixture(scope="module")
def expenses(built: Home) -> pd.DataFrame:
    found = live(built, "expenses")
    kind = found.expense_type.where(found.expense_type.isin(TYPES), "(none)")  # others are words for nothing
    dates = pd.Series(local_times(built, found.owner_id, found.spent_at), index=found.index)
    return pd.DataFrame({"company": "simulator", "person": found.owner_id, "expense_type": kind, "date": dates}).assign(
        amount=pd.to_numeric(found.amount)
    )


@each_period
@pytest.mark.parametrize("subject", ["company", "person", "expense_type"])
def test_expenses_are_those_of_the_files(built: Home, expenses: pd.DataFrame, subject: str, period: str) -> None:
    assert set(TYPES) <= set(expenses.expense_type)
    expected = expenses.groupby(keys(expenses, subject, period)).amount.sum()
    assert_same_figures(values(built, "sales_expense", subject, period)["simulator"], expected)


@each_period
@pytest.mark.parametrize("subject", ["company", "person"])
def test_the_ratio_to_sales_begins_with_the_month_of_the_first_expense(
    built: Home, expenses: pd.DataFrame, subject: str, period: str
) -> None:
    spent = expenses.groupby(keys(expenses, subject, period)).amount.sum()
    begun = expenses.date.min().to_period("M").start_time
    for kpi, sales in (("sales_expense_ratio", "total_sales"), ("cost_of_sales_effort", "order_sales")):
        found = values(built, kpi, subject, period)
        assert set(found.index.get_level_values("source")) == {"simulator"}  # nobody else delivers expenses
        sold = values(built, sales, subject, period)["simulator"]
        sold = sold[(sold != 0) & (sold.index.get_level_values("period_start") >= begun)]
        ratio = found["simulator"]
        assert_same_figures(ratio[ratio.notna()], spent.reindex(sold.index, fill_value=0) / sold)
