"""Campaigns and leads against pandas on the simulator's raw files; campaigns against what a publisher says of his."""

import pandas as pd
import pytest
from published_figures import simulated, values
from same_index import assert_same_figures
from simulated_files import last_versions, live, local_times, versions
from warehouse_home import Home, real_folder

from simulator.draws.words import LEAD_SOURCES
from simulator.entities.campaigns import CHANNELS

PERIODS = {"day": "D", "month": "M", "year": "Y"}
each_period = pytest.mark.parametrize("period", PERIODS)
each_subject = pytest.mark.parametrize("subject", ["company", "person", "campaign", "channel"])
FLAGS = ["is_targeted", "is_reached", "has_responded", "has_taken_part", "has_bought"]
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
    """Each on its first day, or on the day that it was planned at its owner's office; none that has yet to begin."""
    found = live(built, "campaigns")
    starts = pd.to_datetime(found.starts_on.replace({"": None, "1900-01-01": None}))
    last_extract = pd.Timestamp(
        versions(built.extracts, "campaigns").extract.str.extract(r"(\d{4}-\d\d-\d\d)")[0].max()
    )
    found = found.assign(
        company="simulator",
        person=found.owner_id,
        campaign=found.index,
        channel=found.channel.where(found.channel.isin(CHANNELS), "(none)"),
        starts=starts,
        date=starts.fillna(local_days(built, found, "planned_at")),
        cost=pd.to_numeric(found.cost_amount),
    )
    return found[found.date <= last_extract]


@pytest.fixture(scope="module")
def members(built: Home, campaigns: pd.DataFrame) -> pd.DataFrame:
    """One for each campaign and prospect, who has done what any of the rows says, and bought what came later."""
    rows = last_versions(built, "campaign_members")
    flags = rows[FLAGS].replace({"true": 1.0, "false": 0.0, "": float("nan")}).astype(float)
    rows = rows.assign(**flags, prospect=rows.contact_id + rows.lead_id)
    rows = rows.join(campaigns[["company", "person", "campaign", "channel", "starts", "date"]], "campaign_id", "inner")
    too_early = pd.to_datetime(rows.bought_at) < rows.starts
    assert 0 < too_early.sum() < (rows.has_bought == 1).sum()
    rows["has_bought"] = rows.has_bought.mask(too_early, 0)
    by = ["company", "person", "campaign", "channel", "date", "prospect"]
    found = rows.groupby(by)[FLAGS].max().reset_index()
    assert 0 < len(found) < len(rows)
    told = found.groupby("campaign").is_reached.transform("count") > 0
    assert 0 < told.sum() < len(told)
    found["is_reached"] = found.is_reached.where(told, found.is_targeted)
    found["is_reached"] = found[["is_reached", "has_responded", "has_taken_part"]].max(axis=1)
    return found.assign(
        targeted_participant=found.has_taken_part * found.is_targeted,
        buying_participant=found.has_taken_part * found.has_bought,
    )


def keys(rows: pd.DataFrame, subject: str, period: str) -> list[pd.Series]:
    return [rows[subject], rows.date.dt.to_period(PERIODS[period]).dt.start_time]


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
    expected = leads.groupby(keys(leads, subject, period)).converted.mean()
    assert_same_figures(simulated(built, "lead_conversion_rate", subject, period), expected)


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
