"""A figure is 0 where a source delivers what it counts and nothing happened; what nobody delivers has no figure."""

import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from warehouse_home import Home, real_folder

# What is 0 in every period and for every subject of a source, each with the test or the reason that says it is.
TRUE_ZEROS = {
    ("burst_entry_rate", "servicenow"),
    ("customers_won_back", "online_store"),
    ("reactivation_rate", "online_store"),
    ("duplicate_rate", "zoho"),
    # Of the few customers who were current at the start of a month none chose a competitor.
    ("churn_to_competitors_rate", "simulator"),
    # All orders that are known are of forty days, and customers lapse after 180.
    ("customers_lapsed", "simulator"),
    ("customers_won_back", "simulator"),
    ("inactivity_churn_rate", "simulator"),
}


def of_sources(built: Home, kpi: str) -> set[str]:
    found = built.published(f"select distinct source from kpi.kpi_values where kpi_id = '{kpi}' and value is not null")
    return {source for (source,) in found.fetchall()}


@pytest.mark.parametrize(
    ("kpi", "delivered_by"),
    [
        # The only ones that say by whom and when a record was entered.
        ("burst_entry_rate", {"simulator", "servicenow"}),
        # The only one that comes more than once.
        ("retroactive_change_rate", {"simulator"}),
        # The only one with a file of refunds.
        ("returned_amount", {"online_store"}),
        ("net_order_sales", {"online_store"}),
        ("order_sales", {"simulator", "online_store", "rfm_orders", "zoho"}),
    ],
)
def test_a_figure_is_of_the_sources_that_deliver_what_it_counts(built: Home, kpi: str, delivered_by: set[str]) -> None:
    landed = {source for (source,) in built.published("select distinct source from core.fct_extracts").fetchall()}
    assert of_sources(built, kpi) == delivered_by & landed


def test_all_that_is_0_everywhere_is_known_to_be_a_true_0(built: Home) -> None:
    found = built.published("""
        select kpi_id, source from kpi.kpi_values group by all having max(abs(value)) = 0
    """).fetchall()
    landed = {source for (source,) in built.published("select distinct source from core.fct_extracts").fetchall()}
    assert set(found) == {(kpi, source) for kpi, source in TRUE_ZEROS if source in landed}


@pytest.mark.parametrize("period", ["month", "year"])
def test_nobody_of_the_service_desk_opened_15_incidents_within_10_minutes(built: Home, period: str) -> None:
    log = pd.read_csv(real_folder("servicenow") / "incident_event_log.csv.gz", dtype=str)
    known = log[(log.sys_created_by != "?") & (log.sys_created_at != "?")].drop_duplicates("number")
    at, opened = (pd.to_datetime(known[day], format="%d/%m/%Y %H:%M") for day in ("sys_created_at", "opened_at"))
    known = known.assign(at=at, opened=opened).sort_values(["sys_created_by", "at"])
    assert (known.groupby("sys_created_by")["at"].shift(-14) - known["at"]).min() > pd.Timedelta(minutes=10)
    found = values(built, "burst_entry_rate", "person", period, "denominator")["servicenow"]
    start = known.opened.dt.to_period({"month": "M", "year": "Y"}[period]).dt.start_time
    assert_same_figures(found, known.groupby([known.sys_created_by, start]).size())


def test_nobody_came_back_to_the_web_shop_after_half_a_year(built: Home) -> None:
    assert "online_store" in of_sources(built, "reactivation_rate")
    orders = pd.read_csv(real_folder("online_store") / "orders.csv.gz", parse_dates=["created_at"])
    apart = orders.sort_values("created_at").groupby("user_id").created_at.diff()
    assert apart.max() < pd.Timedelta(days=180)


def test_no_two_contacts_of_the_workspace_have_one_number(built: Home) -> None:
    assert "zoho" in of_sources(built, "duplicate_rate")
    assert pd.read_csv(real_folder("zoho") / "Contacts.csv", dtype=str).Mobile.is_unique
