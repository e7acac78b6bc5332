"""What the demonstration runs on: a simulated company and, where they are at hand, public data sets."""

import os
from pathlib import Path

from orchestration.command.console import ConsoleReporter
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

# The folders of the real data sets, by the source that reads them.
REAL = {
    "maven": "maven_crm",
    "servicenow": "incident_event_log",
    "online_store": "online_store",
    "rfm_orders": "rfm_orders",
    "call_centre": "call_centre",
    "campaign_response": "campaign_response",
    "zoho": "zoho_crm",
}


def prepare(settings: Settings, *, days: int, people: int) -> None:
    """Simulate into the extracts folder, with the truth beside it, and point the real sources to their data.

    Raises:
        ScorehouseError: Such a company cannot be, or the folder holds extracts of another one.
    """
    from simulator import Scenario, SimulationError, simulate

    with ConsoleReporter().stage("Simulating a company") as outcome:
        try:
            scenario = Scenario(days=days, people=people)
            counts = simulate(scenario, settings.extracts_of("simulator"), settings.home / "truth")
        except SimulationError as error:
            raise ScorehouseError(str(error)) from error
        outcome(f"{people} people, {days} days, {sum(counts.values()):,} records")
    real = Path(os.environ.get("SCOREHOUSE_REAL_DATA") or settings.project.parent / "shared" / "data")
    for source, folder in REAL.items():
        if (real / folder).is_dir():
            os.environ.setdefault(f"SCOREHOUSE_EXTRACTS_{source.upper()}", str(real / folder))
