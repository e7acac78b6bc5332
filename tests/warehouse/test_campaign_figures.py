"""Campaigns and leads against pandas on the simulator's raw files; campaigns against what a publisher says of his."""

import pandas as pd
import pytest
from published_figures import keys, simulated, values
from same_index import assert_same_figures
from simulated_campaigns import campaigns_begun, members_of
from simulated_files import live, local_times
from warehouse_home import Home, real_folder

from simulator.draws.words import LEAD_SOURCES

PERIODS = ("day", "month", "year")
each_period = pytest.mark.parametrize("period", PERIODS)
each_subject = pytest.mark.parametrize("subject", ["company", "person", "campaign", "channel"])
# What is divided by what, by KPI: columns of the members.
RATES = {
    "campaign_participation_rate": ("targeted_participant", "is_targeted"),
    "campaign_response_rate": ("has_responded", "is_reached"),
    "campaign_transaction_rate": ("buying_participant", "has_taken_part"),
}


def local_days(home: Home, rows: pd.DataFrame, column: str) -> pd.Series:
    """The day that it was at the owner's office."""
    return pd.Series(local_times(home, rows.owner_id, rows[column]), rows.index).dt.normalize()


@pytest.fixture(scope="module")
def campaigns(built: Home) -> pd.DataFrame:
    return campaigns_begun(built)


@pytest.fixture(scope="module")
def members(built: Home, campaigns: pd.DataFrame) -> pd.DataFrame:
    found = members_of(built, campaigns)
    return found.assign(
        targeted_participant=found.has_taken_part * found.is_targeted,
        buying_participant=found.has_taken_part * found.has_bought,
    )


@each_period
@each_subject
def test_the_rates_of_campaigns_are_those_of_the_files(
    built: Home, members: pd.DataFrame, subject: str, period: str
) -> None:
    for kpi, (part, whole) in RATES.items():
        summed = members.groupby(keys(members, subject, period))[[part, whole]].sum()
        summed = summed[summed[whole] > 0]
        assert_same_figures(simulated(built, kpi, subject, period), summed[part] / summed[whole])


@each_period
@each_subject
def test_who_takes_part_in_two_campaigns_is_one_participant(
    built: Home, members: pd.DataFrame, subject: str, period: str
) -> None:
    took_part = members[members.has_taken_part == 1]
    expected = took_part.groupby(keys(took_part, subject, period)).prospect.nunique()
    found = simulated(built, "campaign_participants", subject, period)
    assert_same_figures(found[found > 0], expected)


@each_period
@each_subject
def test_costs_are_divided_by_the_members_of_the_campaigns_whose_cost_is_known(
    built: Home, campaigns: pd.DataFrame, members: pd.DataFrame, subject: str, period: str
) -> None:
    known = campaigns[campaigns.cost.notna()]
    assert 0 < len(known) < len(campaigns)
    assert_same_figures(
        simulated(built, "campaign_cost_amount", subject, period),
        known.groupby(keys(known, subject, period)).cost.sum(),
    )
    per_campaign = members.groupby("campaign")[["is_reached", "has_responded"]].sum()
    listed = known.join(per_campaign, how="inner")
    summed = listed.groupby(keys(listed, subject, period))[["cost", "is_reached", "has_responded"]].sum()
    for kpi, column in (("cost_per_contact_amount", "is_reached"), ("cost_per_response_amount", "has_responded")):
        some = summed[summed[column] > 0]
        assert_same_figures(simulated(built, kpi, subject, period), some.cost / some[column])


@each_period
@pytest.mark.parametrize("subject", ["company", "person", "lead_source"])
def test_a_lead_is_converted_where_the_files_say_so(built: Home, subject: str, period: str) -> None:
    leads = live(built, "leads")
    leads = leads.assign(
        company="simulator",
        person=leads.owner_id.replace("", "(nobody)"),
        lead_source=leads.lead_source.where(leads.lead_source.isin(LEAD_SOURCES), "(none)"),
        date=local_days(built, leads, "received_at"),
        converted=(leads.opportunity_id != "").astype(float),
    )
    by = keys(leads, subject, period)
    assert_same_figures(simulated(built, "lead_conversion_rate", subject, period), leads.groupby(by).converted.mean())
    scored = leads.assign(score=pd.to_numeric(leads.lead_score)).dropna(subset="score")
    assert len(leads) > len(scored) > 100
    means = scored.groupby(keys(scored, subject, period)).score.mean()
    assert_same_figures(simulated(built, "average_lead_score", subject, period), means)
    stages = [leads.converted, leads.sales_qualified_at != "", leads.marketing_qualified_at != ""]
    # Who has come further has come as far.
    funnel = pd.concat(stages, axis=1, keys=["converted", "accepted", "qualified"]).astype(float).cummax(axis=1)
    assert funnel.qualified.sum() > (leads.marketing_qualified_at != "").sum() > 0
    passed = funnel.assign(received=1.0).groupby(by).sum()
    for kpi, (further, far) in {
        "marketing_qualification_rate": ("qualified", "received"),
        "sales_qualification_rate": ("accepted", "qualified"),
        "qualified_lead_conversion_rate": ("converted", "accepted"),
    }.items():
        some = passed[passed[far] > 0]
        assert_same_figures(simulated(built, kpi, subject, period), some[further] / some[far])


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    """The customers of the published campaigns."""
    return pd.read_csv(real_folder("campaign_response") / "marketing_campaign.csv.gz", sep="\t")


def published_figure(built: Home, kpi: str, subject: str) -> dict[str, float]:
    """By subject, in the year of the file."""
    found = values(built, kpi, subject, "year")["campaign_response"]
    assert set(found.index.get_level_values("period_start").astype(str)) == {"2014-01-01"}
    return found.droplevel("period_start").dropna().to_dict()


def test_the_responses_to_the_published_campaigns(built: Home, customers: pd.DataFrame) -> None:
    accepted = {"AcceptedCmp1": 144, "AcceptedCmp2": 30, "AcceptedCmp3": 163, "AcceptedCmp4": 167, "AcceptedCmp5": 163}
    accepted["Response"] = 334
    assert customers[[*accepted]].sum().to_dict() == accepted
    rates = {campaign: count / 2_240 for campaign, count in accepted.items()}
    assert published_figure(built, "campaign_response_rate", "campaign") == pytest.approx(rates)
    assert published_figure(built, "campaign_participation_rate", "campaign") == pytest.approx(rates)
    assert round(rates["Response"], 4) == 0.1491
    assert published_figure(built, "campaign_participants", "campaign") == accepted
    whole = {"campaign_response": sum(accepted.values()) / (6 * 2_240)}
    assert published_figure(built, "campaign_response_rate", "company") == pytest.approx(whole)


def test_who_accepted_several_published_offers_is_one_participant(built: Home, customers: pd.DataFrame) -> None:
    offers = [column for column in customers if column.startswith("AcceptedCmp") or column == "Response"]
    anybody = int(customers[offers].any(axis=1).sum())
    assert anybody < customers[offers].sum().sum()
    assert published_figure(built, "campaign_participants", "company") == {"campaign_response": anybody}


def test_what_the_last_published_campaign_cost(built: Home, customers: pd.DataFrame) -> None:
    cost = {"Response": int(customers.Z_CostContact.sum())}
    assert cost == {"Response": 6_720}
    assert published_figure(built, "campaign_cost_amount", "campaign") == cost
    assert published_figure(built, "cost_per_contact_amount", "campaign") == {"Response": 3}
    assert published_figure(built, "cost_per_response_amount", "campaign") == {"Response": pytest.approx(6_720 / 334)}


def test_who_bought_is_not_told_of_the_published_campaigns_and_nobody_is_scored_for_them(built: Home) -> None:
    found = built.published("""
        select kpi_id from kpi.kpi_values where source = 'campaign_response' and kpi_id = 'campaign_transaction_rate'
    """)
    assert found.fetchall() == []
    people = "select distinct subject_id from kpi.kpi_values where source = 'campaign_response'"
    assert built.published(f"{people} and subject_type = 'person'").fetchall() == [("(nobody)",)]
    rules = """
        select sum(assessed_count) from quality.fct_rule_results
        where source = 'campaign_response' and rule_id like 'campaign.%' having sum(assessed_count) > 0
    """
    assert built.published(rules).fetchall() == []
