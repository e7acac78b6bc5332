"""A sample workspace of Zoho CRM: its published figures against pandas on its modules."""

import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from warehouse_home import Home, real_folder

PERIODS = {"month": "M", "year": "Y"}
each_period = pytest.mark.parametrize("period", PERIODS)
STAGES = {
    "Prospect": "prospecting",
    "Qualification": "engaging",
    "Needs Analysis": "engaging",
    "Initial Offer": "proposal",
    "Proposal/Price Quote": "proposal",
    "Negotiation/Review": "proposal",
    "Closed Won": "won",
    "Closed Lost": "lost",
}
REACHED = ["Received", "Opened", "Responded", "Opted Out"]


def read(module: str, *times: str, form: str = "%d %b, %Y %H:%M:%S") -> pd.DataFrame:
    """A module as delivered, all of it texts but for the columns of times."""
    found = pd.read_csv(real_folder("zoho") / f"{module}.csv", dtype=str, keep_default_na=False)
    return found.assign(**{column: pd.to_datetime(found[column], format=form) for column in times})


def money(texts: pd.Series) -> pd.Series:
    thousands = texts.str.endswith("K")
    return texts.str.replace("[$,K]", "", regex=True).astype(float) * thousands.map({True: 1_000, False: 1})


def start(times: pd.Series, period: str) -> pd.Series:
    return times.dt.to_period(PERIODS[period]).dt.start_time


def figures(built: Home, kpi: str, period: str, subject: str = "person", column: str = "value") -> pd.Series:
    found = values(built, kpi, subject, period, column)["zoho"]
    return found["zoho"] if subject == "company" else found


@pytest.fixture(scope="module")
def potentials() -> pd.DataFrame:
    found = read("Potentials", "Created Time", "Closing Date")
    return found.assign(amount=money(found.Amount), likely=pd.to_numeric(found.Probability) / 100)


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    return read("Calls", "Call Start Time", "Created Time", form="%Y-%m-%d %H:%M:%S")


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    found = read("Sales_Orders", "Created Time", form="%d-%m-%Y %H:%M")
    return found.assign(amount=money(found["Grand Total"]))


def test_a_name_is_one_person_in_every_module(built: Home) -> None:
    users = read("Users").set_index("USER_ID")["Last Name"]
    assert users.is_unique
    staff = built.published("select person_id from core.dim_person where company = 'zoho'").fetchall()
    assert {person for (person,) in staff} == set(users)
    for module in ("Accounts", "Contacts", "Leads", "Potentials", "Calls", "Events", "Cases", "Quotes", "Sales_Orders"):
        found = read(module)
        owner = next(column for column in found if column.endswith(" Owner"))
        assert set(found[owner]) <= set(users)
        if f"{owner} Id" in found:
            assert (found[f"{owner} Id"].map(users) == found[owner]).all()


@each_period
def test_what_was_won_and_lost_by_its_owner_on_the_closing_date(
    built: Home, potentials: pd.DataFrame, period: str
) -> None:
    closed = potentials[potentials["Forecast Type"] != "Open"]
    won = closed["Forecast Type"] == "Won"
    by = [closed["Potential Owner"], start(closed["Closing Date"], period)]
    amount = closed.amount.where(won, 0).groupby(by).sum()
    assert_same_figures(figures(built, "total_sales", period), amount)
    assert_same_figures(figures(built, "deals_lost", period), (~won).groupby(by).sum())
    assert_same_figures(figures(built, "win_rate", period), won.groupby(by).mean())
    rate = figures(built, "win_rate_amount", period)
    assert_same_figures(rate, amount / closed.amount.groupby(by).sum())
    days = (closed["Closing Date"].dt.normalize() - closed["Created Time"]) / pd.Timedelta(days=1)
    cycles = days[won & (days >= 0)].groupby(by).median()
    assert_same_figures(figures(built, "sales_cycle_median", period), cycles)


def test_deals_by_stage_and_the_open_pipeline(built: Home, potentials: pd.DataFrame) -> None:
    stages = potentials.Stage.map(STAGES)
    found = built.published("""
        select stage, count(*), sum(opportunity_amount)::double from core.fct_opportunities where source = 'zoho'
        group by stage order by stage
    """).fetchall()
    expected = potentials.groupby(stages).amount.agg(["size", "sum"])
    assert found == [(stage, count, pytest.approx(amount)) for stage, count, amount in expected.itertuples()]
    still_open = potentials[potentials["Forecast Type"] == "Open"]
    by = [still_open["Potential Owner"], pd.Series(pd.Timestamp("2021-01-01"), still_open.index)]
    assert_same_figures(figures(built, "open_pipeline", "year"), still_open.amount.groupby(by).sum())
    weighted = (still_open.amount * still_open.likely).groupby(by).sum()
    assert_same_figures(figures(built, "weighted_pipeline", "year"), weighted)


@each_period
def test_leads_by_source_and_what_became_of_them(built: Home, potentials: pd.DataFrame, period: str) -> None:
    leads = read("Leads", "Created Time")
    won = set(potentials.LEADID[potentials["Forecast Type"] == "Won"])
    by = [leads["Lead Source"], start(leads["Created Time"], period)]
    of_source = figures(built, "lead_conversion_rate", period, "lead_source", "denominator")
    assert_same_figures(of_source, leads.groupby(by).size())
    converted = (leads.CONVERTED == "Yes").groupby(by).mean()
    assert_same_figures(figures(built, "lead_conversion_rate", period, "lead_source"), converted)
    owners = [leads["Lead Owner"], start(leads["Created Time"], period)]
    assert_same_figures(figures(built, "lead_close_rate", period), leads.LEADID.isin(won).groupby(owners).mean())
    assert set(leads.LEADID[leads.CONVERTED == "Yes"]) == set(potentials.LEADID)


@each_period
def test_calls_by_their_owner(built: Home, calls: pd.DataFrame, period: str) -> None:
    by = [calls["Call Owner"], start(calls["Call Start Time"], period)]
    assert_same_figures(figures(built, "calls_made", period), calls.groupby(by).size())


def test_activities_by_owner_and_kind_also_with_accounts_that_do_not_exist(built: Home, calls: pd.DataFrame) -> None:
    meetings = read("Events")
    assert not set(calls.TASKID) & set(meetings.EVENTID)
    expected = pd.concat(
        {"call": calls["Call Owner"].value_counts(), "visit": meetings["Event Owner"].value_counts()}
    ).sort_index()
    found = built.published("""
        select activity_type, owner_person_id, count(*) as figure from core.fct_activities where source = 'zoho'
        group by all
    """).df()
    assert_same_figures(found.set_index(["activity_type", "owner_person_id"]).figure, expected)
    nowhere = (~calls.ACCOUNTID.isin(["", *read("Accounts").ACCOUNTID])).sum()
    unknown = built.published("""
        select count(*) from core.fct_activities as activities where source = 'zoho' and account_id is not null
            and not exists (
                from core.dim_account as accounts
                where accounts.company = activities.company and accounts.account_id = activities.account_id
            )
    """).fetchall()
    assert unknown == [(nowhere,)] == [(20,)]
    minutes = "select sum(duration_minutes), count(duration_minutes) from core.fct_activities where source = 'zoho'"
    assert built.published(minutes).fetchall() == [
        (pd.to_numeric(calls["Call Duration (in minutes)"]).sum(), len(calls))
    ]


@each_period
def test_how_late_calls_were_entered(built: Home, calls: pd.DataFrame, period: str) -> None:
    lag = (calls["Created Time"] - calls["Call Start Time"]) / pd.Timedelta(minutes=1)
    assert (lag < 0).sum() > 2_000  # planned calls
    assert (lag > 0).sum() == 282
    by = [calls["Call Owner"], start(calls["Call Start Time"], period)]
    assert_same_figures(figures(built, "entry_lag_median", period), lag.groupby(by).median())
    due = start(calls["Call Start Time"], period)
    in_time = figures(built, "entry_timeliness_rate", period, "company", "denominator")
    assert_same_figures(in_time, calls.groupby(due).size())


def test_nobody_is_scored_for_the_time_of_entry_of_what_has_one_time(built: Home) -> None:
    found = built.published("""
        select entity, count(*), count(is_on_time), count(entry_lag_minutes) from core.fct_record_entry
        where source = 'zoho' group by entity having count(is_on_time) + count(entry_lag_minutes) > 0
    """).fetchall()
    assert found == [("activities", 4_100 + 2_978, 4_100, 4_100)]
    told = built.published("""
        select distinct entity from quality.mart_not_assessed
        where source = 'zoho' and rule_id = 'record.recorded_by_deadline' and reason = 'no entry time delivered'
    """).fetchall()
    assert {entity for (entity,) in told} == {
        *("accounts", "activities", "campaigns", "cases", "contacts", "leads", "opportunities"),
        *("opportunity_stage_changes", "quotes", "orders", "order_lines"),
    }


def test_contacts_have_american_numbers(built: Home) -> None:
    contacts = read("Contacts")
    found = built.published("""
        select count(*), count(distinct account_id), count(distinct phone_hash), bool_and(is_phone_well_formed)
        from core.dim_contact where company = 'zoho'
    """).fetchall()
    assert found == [(len(contacts), contacts["Account Id"].nunique(), contacts.Mobile.nunique(), True)]
    industries = built.published("select industry, count(*) from core.dim_account where company = 'zoho' group by all")
    assert dict(industries.fetchall()) == read("Accounts").Industry.value_counts().to_dict()
    categories = built.published("select category, count(*) from core.dim_product where company = 'zoho' group by all")
    assert dict(categories.fetchall()) == read("Products")["Product Category"].value_counts().to_dict()


def test_cases_and_the_day_on_which_they_were_closed(built: Home) -> None:
    cases = read("Cases", "Created Time")
    found = built.published("""
        select assigned_to_person_id, status, count(*) as figure from core.fct_cases where source = 'zoho' group by all
    """).df()
    expected = cases.groupby(["Case Owner", "Status"]).size()
    assert_same_figures(found.set_index(["assigned_to_person_id", "status"]).figure, expected)
    days = built.published("""
        select case_id, closed_date - opened_date from core.fct_cases where source = 'zoho' and closed_at is not null
    """).fetchall()
    closed = cases[cases.Status == "Closed"]
    ids = closed["Case Owner"] + "/" + closed["Created Time"].astype(str)
    assert dict(days) == dict(zip(ids, closed["Days to Closed"].astype(int), strict=True))
    backlog = (cases.Status != "Closed").groupby(cases["Case Owner"]).sum()
    assert_same_figures(figures(built, "case_backlog", "year").droplevel("period_start"), backlog)


@pytest.mark.parametrize("subject", ["campaign", "channel", "company"])
def test_responses_and_costs_of_campaigns(built: Home, subject: str) -> None:
    campaigns = read("Campaigns", "Start Date", form="%Y-%m-%d").assign(company="zoho")
    campaigns = campaigns.assign(cost=money(campaigns["Actual Cost"]), date=start(campaigns["Start Date"], "year"))
    column = {"campaign": "Campaign Name", "channel": "Type", "company": "company"}[subject]
    by = [column, "date"] if subject != "company" else "date"
    assert_same_figures(figures(built, "campaign_cost_amount", "year", subject), campaigns.groupby(by).cost.sum())
    members = read("Campaign_Lead_Status").merge(campaigns, on="Campaign Name", suffixes=("", " of campaign"))
    assert len(members) == 3_900
    reached = members[members.Status.isin(REACHED)]
    rate = (reached.Status == "Responded").groupby([reached[one] for one in ([by] if by == "date" else by)]).mean()
    assert_same_figures(figures(built, "campaign_response_rate", "year", subject), rate)


def test_members_are_called_by_no_name(built: Home) -> None:
    found = built.published("""
        select count(*), count(distinct campaign_member_id), bool_and(length(campaign_member_id) = 64)
        from core.fct_campaign_members where source = 'zoho' and lead_id is null and contact_id is null
    """).fetchall()
    assert found == [(3_900, 3_900, True)]


@each_period
def test_orders_and_what_they_come_to_where_they_were_not_cancelled(
    built: Home, orders: pd.DataFrame, period: str
) -> None:
    by = [orders["Sales Order Owner"], start(orders["Created Time"], period)]
    assert_same_figures(figures(built, "orders_placed", period), orders.groupby(by).size())
    sold = orders[orders.Status != "Cancelled"]
    by = [sold["Sales Order Owner"], start(sold["Created Time"], period)]
    assert_same_figures(figures(built, "order_sales", period), sold.groupby(by).amount.sum())
    average = figures(built, "average_order_size", period)
    assert_same_figures(average[average.notna()], sold.groupby(by).amount.mean())


@pytest.fixture(scope="module")
def quotes() -> pd.DataFrame:
    """Quotes that were offered, which is all but the drafts."""
    found = read("Quotes", "Created Time", "Valid Till", "Modified Time")
    assert found.QUOTEID.is_unique
    return found[found["Quote Stage"] != "Draft"].assign(amount=money(found["Grand Total"]), company="zoho")


@each_period
@pytest.mark.parametrize(("subject", "column"), [("person", "Quote Owner"), ("company", "company")])
def test_quotes_and_what_became_of_them_on_the_day_of_the_quote(
    built: Home, quotes: pd.DataFrame, period: str, subject: str, column: str
) -> None:
    def by(rows: pd.DataFrame, day: str = "Created Time") -> list[pd.Series]:
        return [start(rows[day], period)] if subject == "company" else [rows[column], start(rows[day], period)]

    assert_same_figures(figures(built, "quotes_issued", period, subject), quotes.groupby(by(quotes)).size())
    assert_same_figures(figures(built, "quoted_amount", period, subject), quotes.groupby(by(quotes)).amount.sum())
    decided = quotes[quotes["Sales Status"] != "Open"]
    accepted = (decided["Sales Status"] == "Won").groupby(by(decided)).mean()
    rate = figures(built, "quote_acceptance_rate", period, subject)
    assert_same_figures(rate[rate.notna()], accepted)
    assert quotes["Valid Till"].max() < pd.Timestamp("2021-10-08")  # the day of the export: all are over
    left = (quotes["Sales Status"] == "Open").groupby(by(quotes, "Valid Till")).sum()
    assert_same_figures(figures(built, "quotes_left_open", period, subject), left)


def test_quotes_by_status(built: Home, quotes: pd.DataFrame) -> None:
    found = built.published("""
        select coalesce(is_accepted::varchar, 'open'), count(*), sum(quote_amount)::double from core.fct_quotes
        where source = 'zoho' and is_issued group by all
    """).fetchall()
    expected = quotes.groupby("Sales Status").amount.agg(["size", "sum"])
    said = {"true": "Won", "false": "Lost", "open": "Open"}
    assert {said[status]: (count, amount) for status, count, amount in found} == {
        status: (count, pytest.approx(amount)) for status, count, amount in expected.itertuples()
    }
    drafts = "select count(*) from core.fct_quotes where source = 'zoho' and quote_status = 'draft' and not is_issued"
    assert built.published(drafts).fetchall() == [(409,)]


@pytest.mark.parametrize(
    "kpi",
    [
        *("new_customers", "buying_customers", "ordering_customers", "acquisition_rate", "items_per_order"),
        *("calls_to_new_customers", "calls_to_existing_customers", "resolution_clock_median", "order_capture_rate"),
        "quote_decision_median",
    ],
)
def test_what_is_not_delivered_has_no_figure(built: Home, kpi: str) -> None:
    real_folder("zoho")
    found = f"select source, count(value) from kpi.kpi_values where kpi_id = '{kpi}' group by source"
    counts = dict(built.published(found).fetchall())
    assert counts["simulator"] > 0
    assert counts.get("zoho", 0) == 0
