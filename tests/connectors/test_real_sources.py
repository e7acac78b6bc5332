"""The declared real sources land whole, when their files are at hand."""

import os
from pathlib import Path

import pytest
from landing_desk import Desk, rejects

from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.deliveries import find_deliveries
from orchestration.connectors.landing import land
from orchestration.settings import PROJECT, Settings

DATA = Path(os.environ.get("SCOREHOUSE_REAL_DATA") or PROJECT.parent / "shared" / "data")
FILES = {
    "servicenow": DATA / "incident_event_log",
    "maven": DATA / "maven_crm",
    "online_store": DATA / "online_store",
    "rfm_orders": DATA / "rfm_orders",
    "call_centre": DATA / "call_centre",
    "campaign_response": DATA / "campaign_response",
    "zoho": DATA / "zoho_crm",
}


@pytest.mark.parametrize(
    ("source_name", "entity_name", "count"),
    [
        ("servicenow", "incident_updates", 141_712),
        ("maven", "sales_pipeline", 8_800),
        ("maven", "accounts", 85),
        ("online_store", "order_items", 40_025),
        ("rfm_orders", "customer_orders", 4_906),
        ("call_centre", "calls", 5_000),
        ("campaign_response", "customers", 2_240),
        ("zoho", "users", 11),
        ("zoho", "accounts", 2_229),
        ("zoho", "contacts", 1_265),
        ("zoho", "leads", 3_900),
        ("zoho", "potentials", 3_632),
        ("zoho", "calls", 4_100),
        ("zoho", "events", 2_978),
        ("zoho", "campaigns", 110),
        ("zoho", "campaign_lead_status", 3_900),
        ("zoho", "cases", 797),
        ("zoho", "products", 2_000),
        ("zoho", "quotes", 3_000),
        ("zoho", "sales_orders", 2_061),
    ],
)
def test_a_real_source_lands_without_a_reject(desk: Desk, source_name: str, entity_name: str, count: int) -> None:
    if not FILES[source_name].is_dir():
        pytest.skip(f"no real data in {FILES[source_name]}; set SCOREHOUSE_REAL_DATA to the folder that holds it")
    source = load_declarations(Settings(desk.raw.parent).staging_models)[source_name]
    entity = source.entities[entity_name]
    (delivery,) = find_deliveries(source, entity, FILES[source_name])
    landed = land(delivery, source, entity, desk.raw, desk.held)
    assert (landed.manifest["rows_landed"], rejects(landed)) == (count, [])
