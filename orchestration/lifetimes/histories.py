"""What each customer of a company has bought, as the models want it: read from the published copy, without any library.

It ends where `fct_customer_months` does, with the last month that the orders of all systems of a company have passed.
All orders of a day are one purchase; days are the unit of time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]

from orchestration.words import counted

ENOUGH = 100
"""How many customers who came back a model of them takes."""

# An order without a currency says nothing in one, and two currencies are not added.
_PURCHASES = """
create or replace temp table purchases as
with ends as (
    select company, max(month_end) as observed_until from kpi.fct_customer_months group by company
),
orders as (
    select
        orders.*,
        ends.observed_until,
        max(orders.currency) over (partition by orders.company) as company_currency,
        min(orders.currency) over (partition by orders.company) as other_currency,
        min(orders.ordered_date) over (partition by orders.company, orders.account_id) as first_ordered_date,
    from core.fct_orders as orders
    inner join ends on orders.company = ends.company and orders.ordered_date <= ends.observed_until
    where not orders.is_deleted and orders.account_id is not null
),
known as (
    select
        *,
        if(company_currency = other_currency, company_currency, null) as only_currency,
        if(currency = only_currency, order_amount, null) as amount,
    from orders
),
returned as (
    select known.source, known.order_id, sum(returns.return_amount) as amount
    from known
    inner join core.fct_returns as returns
        on known.source = returns.source and known.order_id = returns.order_id
            and returns.returned_date <= known.observed_until
    where known.amount is not null
    group by known.source, known.order_id
)
select
    known.company,
    known.account_id,
    known.ordered_date,
    known.observed_until,
    known.only_currency as currency,
    if(count(known.amount) = count(*), sum(known.amount), null) as day_amount,
    sum(known.amount) as sold_amount,
    sum(returned.amount) as returned_amount,
    known.ordered_date > known.first_ordered_date as is_repeat,
from known
left join returned on known.source = returned.source and known.order_id = returned.order_id
group by all
"""
_COMPANIES = """
select
    company,
    observed_until,
    currency,
    cast(1 - coalesce(sum(returned_amount), 0) / nullif(sum(sold_amount), 0) as double) as kept_rate,
from purchases group by all order by company
"""
_CUSTOMERS = """
select
    account_id,
    count(*) - 1 as repeat_count,
    max(ordered_date) - min(ordered_date) as recency_days,
    observed_until - min(ordered_date) as age_days,
    count(day_amount) filter (where is_repeat) as valued_count,
    cast(avg(day_amount) filter (where is_repeat) as double) as average_amount,
from purchases where company = ? group by account_id, observed_until order by account_id
"""


@dataclass(frozen=True)
class History:
    """What the customers of a company have bought.

    Attributes:
        company: Whose customers they are.
        observed_until: The last day on which purchases are known.
        currency: Of all amounts; None where they are not in one currency.
        kept_rate: Which share of what was sold has not come back; None where nothing is known of either.
        customers: A row for each, by `account_id`: `repeat_count`, days of purchase after the first; `recency_days`,
            from the first to the last; `age_days`, from the first to the end; `valued_count`, days of repeat purchase
            of which all orders say what they cost; `average_amount`, what those cost on average, null without any.
    """

    company: str
    observed_until: date
    currency: str | None
    kept_rate: float | None
    customers: pa.Table

    @property
    def repeat_customers(self) -> int:
        """How many have come back."""
        return sum(count > 0 for count in self.customers["repeat_count"].to_pylist())

    def too_few(self) -> str | None:
        """Why nothing can be fitted to it."""
        if self.repeat_customers >= ENOUGH:
            return None
        bought = counted(self.repeat_customers, "customer has", "customers have")
        return f"{self.company}: {bought} bought on more than one day, and a model takes {ENOUGH}; nothing is fitted."


def histories(marts: duckdb.DuckDBPyConnection) -> Iterator[History]:
    """Those of all companies of a published copy, opened for reading, of which a month with orders has ended."""
    marts.execute(_PURCHASES)
    for company, until, currency, kept_rate in marts.execute(_COMPANIES).fetchall():
        customers = marts.execute(_CUSTOMERS, [company]).to_arrow_table()
        yield History(company, until, currency, kept_rate, customers)
