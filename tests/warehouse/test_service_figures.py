"""Figures of cases, complaints and service contacts of the simulated company, against pandas on its files.

Who answers for the entry of a record, and on which of their days it happened, is taken from the simulator's truth.
"""

import pandas as pd
import pytest
from published_figures import keys, simulated, values
from same_index import assert_same_figures
from simulated_files import last_versions, live, orders_placed, versions
from warehouse_home import Home

PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q"}
each_period = pytest.mark.parametrize("period", PERIODS)
CAUSES = ("late_delivery", "damaged_goods", "wrong_invoice", "rude_service", "no_reply")
CATEGORIES = ("delivery", "billing", "defect", "usage", "account")
DAY = pd.Timedelta(days=1)
# The mean of a column over the cases that say it, for whoever works them.
OF_CASES = {
    "first_contact_resolution_rate": "on_first_contact",
    "case_transfer_rate": "reassigned",
    "case_escalation_rate": "escalated",
}


def known(column: pd.Series, prefix: str) -> pd.Series:
    """Ids; what people write in place of one is none."""
    return column.where(column.str.startswith(prefix))


def instants(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column.where(column != ""))


def flags(column: pd.Series) -> pd.Series:
    return column.map({"true": 1.0, "false": 0.0})


def last_cutoff(home: Home) -> pd.Timestamp:
    last = versions(home.extracts, "cases").extract.max()
    return pd.to_datetime(last, format="cases_%Y-%m-%d.csv") + pd.Timedelta(hours=9, minutes=30)


def entered(home: Home, entity: str) -> pd.DataFrame:
    """Records that are not deleted, with who answers for the entry and the day on which it happened for them."""
    told = pd.read_parquet(home.truth / "records.parquet").query(f"entity == '{entity}'").set_index("record_id")
    found = live(home, entity).join(told[["accountable_id", "event_date"]])
    return found.assign(company="simulator", date=pd.to_datetime(found.event_date))


@pytest.fixture(scope="module")
def cases(built: Home) -> pd.DataFrame:
    """Each case that is not deleted; a column is empty where it does not count for it."""
    found = entered(built, "cases")
    opened, resolved = instants(found.opened_at), instants(found.resolved_at)
    contact, topic = known(found.contact_id, "CT"), found.category.where(found.category.isin(CATEGORIES))
    again = found.assign(opened=opened, contact=contact, topic=topic).sort_values(["opened", "id"])
    next_opened = again.groupby(["contact", "topic"]).opened.shift(-1).reindex(found.index)
    passed_on, reopened = (pd.to_numeric(found[f"{name}_count"]) for name in ("reassignment", "reopen"))
    is_over = (resolved >= opened) & (resolved + 7 * DAY <= last_cutoff(built))
    is_known = is_over & contact.notna() & topic.notna() & passed_on.notna() & reopened.notna()
    at_once = (passed_on == 0) & (reopened == 0) & ~(next_opened <= resolved + 7 * DAY)
    articles = found.is_knowledge_used.map({"true": "with_article", "false": "without_article"}).fillna("(none)")
    return found.assign(
        opened=opened,
        person=found.assigned_to_id.replace("", "(nobody)"),
        topic=topic.fillna("(none)"),
        knowledge_use=articles,
        on_first_contact=at_once.where(is_known),
        reassigned=(passed_on > 0).where(passed_on.notna()),
        escalated=flags(found.is_escalated),
    )


@pytest.fixture(scope="module")
def complaints(built: Home) -> pd.DataFrame:
    found = entered(built, "complaints")
    raised, due, resolved = (instants(found[f"{name}_at"]) for name in ("raised", "due", "resolved"))
    minutes = (resolved - raised).dt.total_seconds() / 60
    is_told = (due < last_cutoff(built)) & (resolved.isna() | (minutes >= 0))
    categories = last_versions(built, "products").category
    return found.assign(
        complained_of=found.complained_of_id.replace("", "(nobody)"),
        owner=found.owner_id,
        complaint_cause=found.cause.where(found.cause.isin(CAUSES), "(none)"),
        product=found.product_id.replace("", "(none)"),
        product_category=found.product_id.map(categories).fillna("(none)"),
        in_time=(resolved <= due).astype(float).where(is_told),
        minutes=minutes.where(minutes >= 0),
    )


@each_period
@pytest.mark.parametrize("subject", ["company", "person", "topic"])
@pytest.mark.parametrize("kpi", OF_CASES)
def test_a_share_is_of_the_cases_that_say_it(
    built: Home, cases: pd.DataFrame, kpi: str, subject: str, period: str
) -> None:
    said = cases[cases[OF_CASES[kpi]].notna()]
    shares = said.groupby(keys(said, subject, period))[OF_CASES[kpi]].apply(lambda column: column.astype(float).mean())
    assert_same_figures(simulated(built, kpi, subject, period), shares)
    assert 0 < said[OF_CASES[kpi]].astype(float).mean() < 1


@each_period
def test_first_contact_resolution_stands_apart_with_and_without_an_article(
    built: Home, cases: pd.DataFrame, period: str
) -> None:
    said = cases[cases.on_first_contact.notna()]
    shares = said.groupby(keys(said, "knowledge_use", period)).on_first_contact
    expected = shares.apply(lambda column: column.astype(float).mean())
    assert {"with_article", "without_article"} <= set(said.knowledge_use)
    assert_same_figures(simulated(built, "first_contact_resolution_rate", "knowledge_use", period), expected)


@each_period
@pytest.mark.parametrize("subject", ["company", "person"])
def test_customers_who_buy_again_are_followed_once_a_month_is_over(
    built: Home, cases: pd.DataFrame, subject: str, period: str
) -> None:
    orders = live(built, "orders").assign(account=lambda rows: known(rows.account_id, "AC"))
    orders = orders[orders.account.notna()].assign(ordered=lambda rows: instants(rows.ordered_at))
    ordered = {account: rows.ordered for account, rows in orders.groupby("account")}
    rows = []
    for case in cases[known(cases.account_id, "AC").notna()].itertuples():
        until = case.opened + pd.DateOffset(months=1)
        bought = ordered.get(case.account_id, pd.Series(dtype="datetime64[ns]"))
        if until <= last_cutoff(built) and (bought <= case.opened).any():
            again = ((bought > case.opened) & (bought <= until)).any()
            rows.append((case.company, case.person, case.date, case.account_id, again))
    followed = pd.DataFrame(rows, columns=["company", "person", "date", "account", "again"])
    of_customers = followed.groupby([*keys(followed, subject, period), "account"]).again.max()
    expected = of_customers.groupby(level=[0, 1]).agg(["size", "sum"])
    assert 0 < expected["sum"].sum() < expected["size"].sum()
    assert_same_figures(simulated(built, "customers_after_case", subject, period), expected["size"])
    assert_same_figures(simulated(built, "repurchasing_customers", subject, period), expected["sum"])
    assert_same_figures(simulated(built, "repurchase_rate", subject, period), expected["sum"] / expected["size"])


@each_period
@pytest.mark.parametrize("subject", ["company", "complained_of", "complaint_cause", "product", "product_category"])
def test_complaints_are_those_of_the_files(built: Home, complaints: pd.DataFrame, subject: str, period: str) -> None:
    of_kpi = {"complained_of": "person"}.get(subject, subject)
    assert_same_figures(
        simulated(built, "complaints", of_kpi, period), complaints.groupby(keys(complaints, subject, period)).size()
    )


@each_period
@pytest.mark.parametrize("subject", ["company", "owner", "complaint_cause"])
def test_complaints_are_resolved_in_time_or_not(
    built: Home, complaints: pd.DataFrame, subject: str, period: str
) -> None:
    of_kpi = {"owner": "person"}.get(subject, subject)
    due = complaints[complaints.in_time.notna()]
    expected = due.groupby(keys(due, subject, period)).in_time.mean()
    assert set(due.in_time) == {0, 1}
    assert_same_figures(simulated(built, "complaint_in_time_rate", of_kpi, period), expected)


def test_how_long_complaints_take(built: Home, complaints: pd.DataFrame) -> None:
    found = built.published("""
        select complaint_id, resolution_seconds / 60.0 as minutes, resolved_date from core.fct_complaints
        where source = 'simulator' and not is_deleted and resolution_seconds is not null
    """).df()
    found = found.set_index("complaint_id")
    assert_same_figures(found.minutes, complaints.minutes.dropna())
    medians = found.minutes.groupby(pd.to_datetime(found.resolved_date).dt.to_period("M").dt.start_time).median()
    published = simulated(built, "complaint_resolution_clock_median", "company", "month")["simulator"]
    assert_same_figures(published, medians)


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter"])
def test_the_complaint_rate_is_of_months_that_are_over(built: Home, complaints: pd.DataFrame, period: str) -> None:
    orders = orders_placed(built)
    orders = orders[known(orders.account_id, "AC").notna()]
    last = last_cutoff(built)
    ends = [end for end in pd.date_range(complaints.date.min(), last, freq="ME") if end < last.normalize()]
    months = pd.DataFrame(
        {
            "end": ends,
            "complaints": [(complaints.date.dt.to_period("M") == end.to_period("M")).sum() for end in ends],
            # Nobody has been quiet for half a year yet.
            "customers": [orders.account_id[orders.date < end + DAY].nunique() for end in ends],
        }
    )
    sums = months.groupby(months.end.dt.to_period(PERIODS[period]).dt.start_time)[["complaints", "customers"]].sum()
    assert len(sums) > 0
    found = values(built, "complaint_rate", "company", period)
    assert set(found.index.get_level_values("source")) == {"simulator"}  # nobody else tells of complaints
    assert_same_figures(found["simulator"]["simulator"], sums.complaints / sums.customers)


@pytest.fixture(scope="module")
def contacts(built: Home, cases: pd.DataFrame) -> pd.DataFrame:
    """Calls that reached a queue, and cases that did not come by phone."""
    calls = versions(built.extracts, "calls")
    calls = calls.assign(date=pd.to_datetime(calls.offered_at))
    inbound = calls[calls.call_direction == "inbound"]
    reached = inbound[inbound.is_blocked != "true"]
    came = cases[(cases.channel != "phone") | (cases.date < inbound.date.min().normalize())]
    columns = ["person", "channel", "date"]
    by_phone = reached.assign(person=reached.agent_id.replace("", "(nobody)"), channel="phone")
    return pd.concat([by_phone[columns], came[columns]]).assign(company="simulator")


@each_period
@pytest.mark.parametrize("subject", ["company", "person", "channel"])
def test_contacts_are_calls_and_the_cases_without_one(
    built: Home, contacts: pd.DataFrame, subject: str, period: str
) -> None:
    counts = contacts.groupby(keys(contacts, subject, period)).size()
    assert set(contacts.channel) == {"phone", "email", "chat", "self_service"}
    assert_same_figures(simulated(built, "service_contacts", subject, period), counts)
    whole = contacts.groupby(keys(contacts, "company", period)).size().droplevel(0)
    shares = counts / whole.reindex(counts.index.get_level_values(1)).set_axis(counts.index)
    assert_same_figures(simulated(built, "service_contact_share", subject, period), shares)


@each_period
def test_the_share_of_self_service(built: Home, contacts: pd.DataFrame, period: str) -> None:
    told = contacts[contacts.date >= contacts.date[contacts.channel != "phone"].min()]
    by_itself = (told.channel == "self_service").groupby(keys(told, "company", period)).mean()
    assert_same_figures(simulated(built, "self_service_rate", "company", period), by_itself)


@each_period
@pytest.mark.parametrize("subject", ["company", "person"])
def test_receptions_are_divided_by_the_days_of_agents(
    built: Home, cases: pd.DataFrame, complaints: pd.DataFrame, subject: str, period: str
) -> None:
    logged = pd.concat([cases, complaints])
    logged = logged[logged.accountable_id.notna()].assign(person=lambda rows: rows.accountable_id)
    calls = versions(built.extracts, "calls").query("is_answered == 'true'")
    answered = calls.assign(person=calls.agent_id, date=pd.to_datetime(calls.offered_at).dt.normalize())
    answered = answered[answered.date >= logged.date.min()]
    columns = ["person", "date"]
    days = pd.concat([logged[columns], answered[columns]]).drop_duplicates().assign(company="simulator")
    counts = days.groupby(keys(days, subject, period)).size()
    written = logged.groupby(keys(logged, subject, period)).size().reindex(counts.index, fill_value=0)
    assert_same_figures(simulated(built, "receptions_per_agent_day", subject, period), written / counts)
    assert (written < counts).any() or subject == "company"
