"""What becomes of quotes, against pandas on the raw files: of each quote the last version, deleted ones left out."""

import pandas as pd
import pytest
from published_figures import keys, simulated, values
from same_index import assert_same_figures
from simulated_files import last_versions, live, local_times
from warehouse_home import SCENARIO, Home

PERIODS = ("day", "month", "quarter")
each_period = pytest.mark.parametrize("period", PERIODS)
each_subject = pytest.mark.parametrize("subject", ["company", "person"])
NO_DAYS = ("", "1900-01-01")


@pytest.fixture(scope="module")
def quotes(built: Home) -> pd.DataFrame:
    """Those that were offered, with the day of the quote, of its expiry and of the decision, as its owner has them."""
    found = live(built, "quotes").query("quote_status != 'draft'")
    owner, decided = found.owner_id, found.decided_at[found.decided_at != ""]
    dates = pd.Series(local_times(built, owner, found.quoted_at), index=found.index)
    known = pd.Series(
        local_times(built, owner, pd.Series(f"{SCENARIO.extract_dates[-1]} 09:30", found.index)), found.index
    )
    days = (pd.to_datetime(decided) - pd.to_datetime(found.quoted_at[decided.index])) / pd.Timedelta(days=1)
    return pd.DataFrame({"company": "simulator", "person": owner, "status": found.quote_status, "date": dates}).assign(
        amount=pd.to_numeric(found.amount),
        expiry=pd.to_datetime(found.expires_on.where(~found.expires_on.isin(NO_DAYS))),
        known=known.dt.normalize(),
        decision=pd.Series(local_times(built, owner[decided.index], decided), decided.index),
        days=days.where(days >= 0),
    )


@each_period
@each_subject
def test_quotes_count_on_their_day_with_what_became_of_them(
    built: Home, quotes: pd.DataFrame, subject: str, period: str
) -> None:
    by = keys(quotes, subject, period)
    assert_same_figures(simulated(built, "quotes_issued", subject, period), quotes.groupby(by).size())
    assert_same_figures(simulated(built, "quoted_amount", subject, period), quotes.groupby(by).amount.sum())
    decided = quotes[quotes.status.isin(["accepted", "rejected"])]
    assert 0 < len(decided) < len(quotes)
    accepted = (decided.status == "accepted").groupby(keys(decided, subject, period)).mean()
    assert_same_figures(simulated(built, "quote_acceptance_rate", subject, period), accepted)


@each_period
@each_subject
def test_a_quote_is_left_open_once_its_last_day_is_over(
    built: Home, quotes: pd.DataFrame, subject: str, period: str
) -> None:
    over = quotes[(quotes.expiry >= quotes.date.dt.normalize()) & (quotes.expiry < quotes.known)]
    assert ((quotes.status == "open") & (quotes.expiry >= quotes.known)).any()
    left = (over.status == "open").groupby(keys(over, subject, period, "expiry")).sum()
    assert left.any()
    assert_same_figures(simulated(built, "quotes_left_open", subject, period), left)


@each_period
@each_subject
def test_how_long_customers_take_to_decide(built: Home, quotes: pd.DataFrame, subject: str, period: str) -> None:
    decided = quotes[quotes.days.notna()]
    assert (quotes.decision.notna() & quotes.days.isna()).any()  # before the quote
    medians = decided.groupby(keys(decided, subject, period, "decision")).days.median()
    assert_same_figures(simulated(built, "quote_decision_median", subject, period), medians)


def test_drafts_count_nowhere_and_orders_are_those_of_the_files(built: Home, quotes: pd.DataFrame) -> None:
    delivered = last_versions(built, "quotes")
    assert (delivered.quote_status == "draft").any()
    assert (delivered.order_id != "").any()
    found = built.published("""
        select quote_id, quote_status, coalesce(order_id, ''), is_deleted from core.fct_quotes
        where source = 'simulator' order by quote_id
    """).fetchall()
    columns = delivered.sort_index()[["quote_status", "order_id", "is_deleted"]].itertuples()
    assert found == [(quote, status, order, deleted == "true") for quote, status, order, deleted in columns]
    issued = values(built, "quotes_issued", "company", "year")["simulator"]["simulator"]
    assert issued.sum() == len(quotes)
