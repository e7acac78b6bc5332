"""Knowledge base, time of agents, costs and representatives of the simulated company, against pandas on its files."""

import pandas as pd
import pytest
from published_figures import keys, simulated, values
from same_index import assert_same_figures
from simulated_files import last_versions, live, orders_placed, versions
from warehouse_home import Home

PERIODS = ("day", "month", "quarter")
each_period = pytest.mark.parametrize("period", PERIODS)
PARTS = {"occupancy_rate": ("handle", "logged_in"), "adherence_rate": ("adherent", "scheduled")}
each_subject = pytest.mark.parametrize("subject", ["company", "person"])


@pytest.fixture(scope="module")
def events(built: Home) -> pd.DataFrame:
    found = versions(built.extracts, "knowledge_events")
    return found.assign(
        company="simulator",
        person=found.person_id,
        date=pd.to_datetime(found.event_date),
        is_search=found.event_kind == "search",
        has_led=(found.article_id != "").astype(float),
    )


@each_period
@each_subject
def test_searches_lead_to_articles(built: Home, events: pd.DataFrame, subject: str, period: str) -> None:
    searches = events[events.is_search]
    expected = searches.groupby(keys(searches, subject, period)).has_led.mean()
    assert_same_figures(simulated(built, "knowledge_hit_rate", subject, period), expected)
    assert 0 < searches.has_led.mean() < 1


@each_period
@each_subject
def test_articles_are_written_and_revised(built: Home, events: pd.DataFrame, subject: str, period: str) -> None:
    of_period = events.groupby(keys(events, subject, period))
    written = of_period.is_search.apply(lambda searches: (~searches).sum())
    people = of_period.person.nunique()
    assert_same_figures(simulated(built, "knowledge_contributions", subject, period), written)
    assert_same_figures(simulated(built, "knowledge_users", subject, period), people)
    assert_same_figures(simulated(built, "knowledge_contributions_per_user", subject, period), written / people)


@each_period
def test_handle_time_stands_apart_with_and_without_an_article(built: Home, period: str) -> None:
    calls = versions(built.extracts, "calls").query("is_answered == 'true'")
    parts = [pd.to_numeric(calls[f"{part}_seconds"]) for part in ("talk", "hold", "wrap_up")]
    calls = calls.assign(
        date=pd.to_datetime(calls.offered_at),
        knowledge_use=calls.is_knowledge_used.map({"true": "with_article", "false": "without_article"}),
        seconds=parts[0] + parts[1] + parts[2],
    ).dropna(subset="seconds")
    expected = calls.groupby(keys(calls, "knowledge_use", period)).seconds.mean()
    assert_same_figures(simulated(built, "average_handle_seconds", "knowledge_use", period), expected)


@each_period
@each_subject
@pytest.mark.parametrize("kpi", PARTS)
def test_how_agents_spend_their_time(built: Home, kpi: str, subject: str, period: str) -> None:
    found = versions(built.extracts, "agent_times")
    part, whole = (pd.to_numeric(found[f"{name}_seconds"]) for name in PARTS[kpi])
    times = found.assign(company="simulator", person=found.person_id, date=pd.to_datetime(found.work_date))
    times = times.assign(part=part, whole=whole).dropna(subset="part")
    sums = times.groupby(keys(times, subject, period))[["part", "whole"]].sum()
    assert_same_figures(simulated(built, kpi, subject, period), sums.part / sums.whole)


def handled(built: Home) -> pd.DataFrame:
    """Answered calls, and cases by other channels that somebody has taken up, with who served the customer."""
    calls = versions(built.extracts, "calls")
    inbound = calls[calls.call_direction == "inbound"]
    answered = inbound[inbound.is_answered == "true"].assign(date=pd.to_datetime(inbound.offered_at), channel="phone")
    told = pd.read_parquet(built.truth / "records.parquet").query("entity == 'cases'").set_index("record_id")
    cases = live(built, "cases").join(told[["event_date"]])
    cases = cases.assign(date=pd.to_datetime(cases.event_date), agent_id=cases.assigned_to_id)
    came = (cases.channel != "phone") | (cases.date < pd.to_datetime(inbound.offered_at).min().normalize())
    cases = cases[came & ((cases.agent_id != "") | (cases.resolved_at != ""))]
    return pd.concat([answered, cases])[["date", "channel", "agent_id", "account_id", "contact_id"]]


@each_period
def test_what_a_contact_costs(built: Home, period: str) -> None:
    costs = versions(built.extracts, "service_costs")
    costs = costs.assign(month=pd.to_datetime(costs.month_start).dt.to_period("M"), amount=pd.to_numeric(costs.amount))
    contacts = handled(built).assign(month=lambda rows: rows.date.dt.to_period("M"))
    rows = []
    for month, of_month in costs.groupby("month"):
        own = set(of_month.channel) - {""}
        came = contacts[contacts.month == month]
        counted = came if "" in set(of_month.channel) else came[came.channel.isin(own)]
        rows.append((month.end_time.normalize(), "(all)", of_month.amount.sum(), len(counted)))
        for channel, of_channel in of_month[of_month.channel != ""].groupby("channel"):
            rows.append((month.end_time.normalize(), channel, of_channel.amount.sum(), (came.channel == channel).sum()))
    told = pd.DataFrame(rows, columns=["date", "channel", "amount", "count"])
    sums = told.groupby(keys(told, "channel", period))[["amount", "count"]].sum()
    expected = (sums.amount / sums["count"])[sums["count"] > 0]
    assert {"", "phone", "email", "chat"} == set(costs.channel)
    assert_same_figures(simulated(built, "channel_cost_per_contact", "channel", period), expected.drop("(all)"))
    assert_same_figures(simulated(built, "cost_per_contact", "company", period)["simulator"], expected["(all)"])


def test_nobody_else_tells_what_service_costs(built: Home) -> None:
    assert set(values(built, "cost_per_contact", "company", "month").index.get_level_values("source")) == {"simulator"}


Shown = dict[str, list[tuple[pd.Timestamp, str, str]]]


@pytest.fixture(scope="module")
def shown(built: Home) -> Shown:
    """What each extract said of an account: its day, the representative, and whether the account was deleted."""
    found = versions(built.extracts, "accounts")
    days = pd.to_datetime(found.extract.str.extract(r"_(\d{4}-\d\d-\d\d)")[0])
    grouped = found.assign(day=days).groupby("id")
    return {account: list(zip(of.day, of.representative_id, of.is_deleted, strict=True)) for account, of in grouped}


def represented(shown: Shown, account: str | None, day: pd.Timestamp) -> str | None:
    """Who represents an account by the last extract up to a day; none where no extract held it, or it is deleted."""
    rows = [row for row in shown.get(account or "", []) if row[0] <= day]
    return rows[-1][1] if rows and rows[-1][2] != "true" else None


@each_period
def test_customers_have_representatives_as_the_extracts_showed_them(built: Home, shown: Shown, period: str) -> None:
    orders = orders_placed(built)
    orders = orders[orders.account_id.str.startswith("AC")]
    last, first = orders.date.max(), pd.Timestamp("2026-02-09")
    rows = []
    for end in pd.date_range(first, last, freq="ME"):
        for account in orders.account_id[orders.date < end + pd.Timedelta(days=1)].unique():
            person = represented(shown, account, end)
            if person is not None:
                rows.append(("simulator", end, person != ""))
    customers = pd.DataFrame(rows, columns=["company", "date", "has_one"])
    expected = customers.groupby(keys(customers, "company", period)).has_one.mean()
    assert 0 < customers.has_one.mean() < 1
    assert_same_figures(simulated(built, "named_representative_rate", "company", period), expected)


@each_period
@each_subject
def test_customers_are_served_by_their_representatives_or_others(
    built: Home, shown: Shown, subject: str, period: str
) -> None:
    accounts_of = last_versions(built, "contacts").account_id
    rows = []
    for contact in handled(built).itertuples():
        account = contact.account_id if isinstance(contact.account_id, str) and contact.account_id else None
        account = account or accounts_of.get(contact.contact_id)
        person = represented(shown, account, contact.date.normalize())
        if person and contact.agent_id:
            rows.append(("simulator", person, contact.date, float(person == contact.agent_id)))
    served = pd.DataFrame(rows, columns=["company", "person", "date", "is_own"])
    expected = served.groupby(keys(served, subject, period)).is_own.mean()
    assert 0 < served.is_own.mean() < 1
    assert_same_figures(simulated(built, "own_representative_service_rate", subject, period), expected)
