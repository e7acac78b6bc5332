"""Sales credited to campaigns, what they return, what customers cost, and members, against pandas on the files."""

import pandas as pd
import pytest
from published_figures import simulated, values
from same_index import assert_same_figures
from simulated_campaigns import campaigns_begun, last_extract, members_of
from simulated_files import last_versions, live, order_lines, orders_placed
from warehouse_home import Home

from simulator.entities.campaigns import CHANNELS

ATTRIBUTION_DAYS = pd.Timedelta(days=30)
MONTH = pd.Timestamp("2026-02-01")  # the only one of which all orders are known, and the ones before it
MONTH_END = pd.Timestamp("2026-02-28")
SHARES = {
    "first_touch": lambda count: [1.0] + [0.0] * (count - 1),
    "last_touch": lambda count: [0.0] * (count - 1) + [1.0],
    "linear": lambda count: [1 / count] * count,
    "position_based": lambda count: (
        [1 / count] * count if count < 3 else [0.4, *[0.2 / (count - 2)] * (count - 2), 0.4]
    ),
}
each_model = pytest.mark.parametrize("model", SHARES)
each_subject = pytest.mark.parametrize("subject", ["company", "campaign", "channel"])


@pytest.fixture(scope="module")
def campaigns(built: Home) -> pd.DataFrame:
    return campaigns_begun(built)


@pytest.fixture(scope="module")
def touches(built: Home, campaigns: pd.DataFrame) -> pd.DataFrame:
    """Which customer each campaign reached: that of the contact, or of the lead."""
    found = members_of(built, campaigns)
    accounts = pd.concat([last_versions(built, "contacts").account_id, last_versions(built, "leads").account_id])
    found["account"] = found.prospect.map(accounts)
    reached = found[(found.is_reached == 1) & found.account.str.startswith("AC", na=False)]
    reached = reached.drop_duplicates(["campaign", "account"]).sort_values(["date", "campaign"])
    assert len(reached) > 100
    return reached


@pytest.fixture(scope="module")
def orders(built: Home) -> pd.DataFrame:
    """Orders with what they and their goods cost, where it is known of all lines, oldest first."""
    placed = orders_placed(built)
    lines = order_lines(built, placed)
    for column in ("amount", "cost"):
        placed[column] = lines.groupby("order_id")[column].agg(lambda known: known.sum(skipna=False))
    assert 0 < placed.cost.isna().sum() < 0.2 * len(placed)
    account = placed.account_id.where(placed.account_id.str.startswith("AC"))
    placed = placed.assign(
        account=account, at=placed.date, date=placed.date.dt.normalize(), margin=placed.amount - placed.cost
    )
    placed = placed.sort_values(["date", "at"], kind="stable")
    return placed.assign(is_first=placed.account.notna() & ~placed.account.duplicated())


@pytest.fixture(scope="module")
def credits(orders: pd.DataFrame, touches: pd.DataFrame, campaigns: pd.DataFrame, spend: pd.DataFrame) -> pd.DataFrame:
    """A row for each order, campaign and model; one without campaign where none had reached the customer."""
    by_account = dict(iter(touches.groupby("account")))
    begins = min(campaigns.date.min(), spend.date.min()).to_period("M").start_time
    found = []
    for order, row in orders[orders.date >= begins].iterrows():
        before = by_account.get(row.account, touches.head(0))
        before = before[(before.date <= row.date) & (row.date <= before.date + ATTRIBUTION_DAYS)]
        reached = list(zip(before.campaign, before.channel, strict=True)) or [("(none)", "(none)")]
        for model, shares in SHARES.items():
            for (campaign, channel), share in zip(reached, shares(len(reached)), strict=True):
                credit = (share * row.amount, share * row.margin)
                found.append((order, row.date, row.account, row.is_first, model, campaign, channel, share, *credit))
    columns = ["order", "date", "account", "is_first", "model", "campaign", "channel", "share", "amount", "margin"]
    return pd.DataFrame(found, columns=columns).query("share > 0").assign(company="simulator")


@pytest.fixture(scope="module")
def spend(built: Home, campaigns: pd.DataFrame) -> pd.DataFrame:
    found = last_versions(built, "marketing_spend")
    channel = found.channel.where(found.channel.isin(CHANNELS), found.campaign_id.map(live(built, "campaigns").channel))
    return found.assign(
        company="simulator",
        campaign=found.campaign_id.replace("", "(none)"),
        channel=channel.where(channel.isin(CHANNELS), "(none)"),
        date=pd.to_datetime(found.spent_on),
        amount=found.amount.astype(float),
    )


def by_month(rows: pd.DataFrame, subject: str) -> list[pd.Series]:
    return [rows[subject], rows.date.dt.to_period("M").dt.start_time]


@each_model
@each_subject
def test_sales_are_credited_to_the_campaigns_that_reached_the_customer(
    built: Home, credits: pd.DataFrame, model: str, subject: str
) -> None:
    known = credits[(credits.model == model) & credits.amount.notna()]
    assert (known.campaign != "(none)").sum() > 20 and (known.share < 1).any() == (
        model in ("linear", "position_based")
    )
    expected = known.groupby(by_month(known, subject)).amount.sum()
    assert_same_figures(simulated(built, f"campaign_sales_{model}", subject, "month"), expected)


def test_the_credits_of_an_order_are_what_it_comes_to_to_the_last_digit(built: Home, orders: pd.DataFrame) -> None:
    found = built.published("""
        select attribution_model, order_id, sum(credit_rate) as share, sum(sales_amount) as sales,
            sum(margin_amount) as margin, any_value(order_amount) as amount, any_value(cost_amount) as cost
        from core.fct_orders as orders inner join kpi.fct_order_credits as credits using (source, order_id)
        where source = 'simulator' group by all
    """)
    wrong = "sales is distinct from amount or margin is distinct from amount - cost or abs(share - 1) > 1e-9"
    assert found.filter(wrong).fetchall() == []
    counted = dict(found.aggregate("attribution_model, count(*)").fetchall())
    assert set(counted) == {*SHARES} and len({*counted.values()}) == 1
    last = "ordered_date >= (select date_trunc('month', min(spent_date)) from core.fct_marketing_spend)"
    there = built.published(
        f"select count(*) from core.fct_orders where source = 'simulator' and not is_deleted and {last}"
    )
    assert there.fetchall() == [(counted["linear"],)]


@each_model
@each_subject
def test_campaigns_return_their_margin_less_their_cost(
    built: Home, credits: pd.DataFrame, campaigns: pd.DataFrame, model: str, subject: str
) -> None:
    over = campaigns[campaigns.date + ATTRIBUTION_DAYS < last_extract(built)]
    over = over[over.cost.notna() & (over.date >= credits.date.min())]
    unknown = set(credits[credits.margin.isna()].campaign)
    over = over[~over.campaign.isin(unknown)]
    assert 0 < len(over) < len(campaigns)
    margins = credits[credits.model == model].groupby("campaign").margin.sum()
    over = over.assign(gain=over.campaign.map(margins).fillna(0) - over.cost)
    summed = over.groupby(by_month(over, subject))[["gain", "cost"]].sum()
    assert_same_figures(simulated(built, f"campaign_return_{model}", subject, "month"), summed.gain / summed.cost)


@each_subject
def test_what_is_spent_to_win_customers_is_divided_by_those_won(
    built: Home, orders: pd.DataFrame, credits: pd.DataFrame, spend: pd.DataFrame, subject: str
) -> None:
    assert orders.date.min() < MONTH <= spend.date.max()
    assert_same_figures(
        simulated(built, "marketing_spend_amount", subject, "month"),
        spend.groupby(by_month(spend, subject)).amount.sum(),
    )
    won = credits[(credits.model == "first_touch") & credits.is_first & credits.date.between(MONTH, MONTH_END)]
    assert won.account.nunique() == len(won) > 20
    spent = spend[(spend.purpose == "acquisition") & spend.date.between(MONTH, MONTH_END)]
    assert 0 < len(spent) < len(spend)
    customers = won.groupby(subject).size()
    expected = spent.groupby(subject).amount.sum().reindex(customers.index, fill_value=0) / customers
    assert_same_figures(simulated(built, "customer_acquisition_cost", subject, "month").xs(MONTH, level=1), expected)
    assert set(simulated(built, "customer_acquisition_cost", subject, "month").index.get_level_values(1)) == {MONTH}


def test_who_was_sent_by_another_is_a_part_of_the_new_customers(built: Home, orders: pd.DataFrame) -> None:
    referrer = last_versions(built, "accounts").referrer_account_id
    won = orders[orders.is_first & (orders.date <= MONTH_END)]
    sent = (won.account.map(referrer).fillna("") != "").astype(float)
    assert 0 < sent.sum() < len(sent)
    expected = sent.groupby([won.company, won.date.dt.to_period("M").dt.start_time]).mean()
    assert_same_figures(simulated(built, "referral_rate", "company", "month"), expected)


def test_promoters_less_detractors_are_the_net_promoter_score(built: Home) -> None:
    found = last_versions(built, "surveys").query("survey_kind == 'recommendation' and score != ''")
    score = found.score.astype(int)
    assert {0, 6, 7, 8, 9, 10, 11} <= {*score}
    valid = score[score <= 10]
    month = pd.to_datetime(found.answered_at)[valid.index].dt.to_period("M").dt.start_time
    points = (valid >= 9).astype(int) - (valid <= 6).astype(int)
    expected = points.groupby([pd.Series("simulator", month.index), month]).agg(["mean", "size"])
    assert_same_figures(simulated(built, "net_promoter_score", "company", "month"), expected["mean"])
    assert_same_figures(simulated(built, "recommendation_answers", "company", "month"), expected["size"])


@pytest.fixture(scope="module")
def memberships(built: Home) -> pd.DataFrame:
    found = last_versions(built, "memberships")
    assert found.account_id.duplicated().any()
    dates = {name: pd.to_datetime(found[f"{name}_on"].replace("", None)) for name in ("registered", "joined", "left")}
    return found.assign(**dates | {"left": dates["left"].fillna(pd.Timestamp("9999-12-31"))})


def is_member(memberships: pd.DataFrame, account: str | float, day: pd.Timestamp) -> bool:
    own = memberships[memberships.account_id == account]
    return bool(((own.joined <= day) & (day < own.left)).any())


def test_members_and_those_on_the_way_to_it(built: Home, memberships: pd.DataFrame) -> None:
    for month in (pd.Timestamp("2026-01-01"), MONTH):
        end = month + pd.offsets.MonthEnd()
        expected = sum(is_member(memberships, account, end) for account in memberships.account_id.unique())
        assert simulated(built, "members", "company", "month")["simulator", month] == expected > 0
    near = memberships[memberships.registered.notna()]
    joined = near.joined.notna().astype(float)
    month = near.registered.dt.to_period("M").dt.start_time
    expected = joined.groupby([pd.Series("simulator", month.index), month]).mean()
    assert_same_figures(simulated(built, "near_member_conversion_rate", "company", "month"), expected)


def test_what_members_buy_is_a_part_of_sales(built: Home, orders: pd.DataFrame, memberships: pd.DataFrame) -> None:
    begins = memberships.joined.min().to_period("M").start_time
    known = orders[orders.amount.notna() & (orders.date >= begins)]
    member = [is_member(memberships, row.account, row.date) for row in known.itertuples()]
    assert 0 < sum(member) < len(member)
    by = [known.company, known.date.dt.to_period("M").dt.start_time]
    expected = (known.amount * member).groupby(by).sum() / known.amount.groupby(by).sum()
    assert_same_figures(simulated(built, "member_sales_share", "company", "month"), expected)
    ordered = orders[orders.date <= MONTH_END].groupby("account").date.max()
    current = ordered[MONTH_END - ordered <= pd.Timedelta(days=180)]
    share = sum(is_member(memberships, account, MONTH_END) for account in current.index) / len(current)
    assert simulated(built, "member_rate", "company", "month")["simulator", MONTH] == pytest.approx(share)


def test_what_members_buy_while_campaigns_go_on(
    built: Home, orders: pd.DataFrame, touches: pd.DataFrame, campaigns: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    windows = touches.join(campaigns.ends, on="campaign")
    windows = windows.assign(last=windows[["ends", "date"]].max(axis=1))
    known = orders[orders.amount.notna()]
    bought = known[[is_member(memberships, row.account, row.date) for row in known.itertuples()]]
    bought = bought[bought.date >= windows.date.min()]
    inside = [
        ((windows.account == row.account) & (windows.date <= row.date) & (row.date <= windows["last"])).any()
        for row in bought.itertuples()
    ]
    assert 0 < sum(inside) < len(inside)
    by = [bought.company, bought.date.dt.to_period("M").dt.start_time]
    expected = (bought.amount * inside).groupby(by).sum() / bought.amount.groupby(by).sum()
    assert_same_figures(simulated(built, "campaign_share_of_member_sales", "company", "month"), expected)

    sums: dict[str, list[float]] = {}
    for window in windows.itertuples():
        first = window.date - (window.last - window.date) - pd.Timedelta(days=1)
        if window.last >= last_extract(built) or first < orders.date.min():
            continue
        if not is_member(memberships, window.account, window.date):
            continue
        own = known[known.account == window.account]
        both = sums.setdefault(window.campaign, [0.0, 0.0])
        both[0] += own[own.date.between(first, window.date - pd.Timedelta(days=1))].amount.sum()
        both[1] += own[own.date.between(window.date, window.last)].amount.sum()
    expected = pd.Series({campaign: after / before - 1 for campaign, (before, after) in sums.items() if before})
    assert len(expected) > 2
    found = simulated(built, "campaign_sales_uplift", "campaign", "year").droplevel(1)
    assert_same_figures(found, expected)


def test_a_source_without_spending_or_members_has_none_of_these_figures(built: Home) -> None:
    asked = "('customer_acquisition_cost', 'referral_rate', 'members', 'member_sales_share', 'campaign_sales_linear')"
    found = built.published(f"select distinct source from kpi.kpi_values where kpi_id in {asked}").fetchall()
    assert found == [("simulator",)]
    assert values(built, "campaign_response_rate", "company", "year")["campaign_response"].notna().all()
