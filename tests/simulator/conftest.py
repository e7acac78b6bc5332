"""Simulations that many tests look at."""

import pytest
from judge_by_hand import Entry, judge_entries
from judge_history import History
from simulated_company import Simulated

from simulator import Scenario


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """The company that the command line makes by default."""
    return Simulated.run(Scenario(), tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="session")
def entries(company: Simulated) -> dict[tuple[str, str], Entry]:
    """Its entries, judged by hand."""
    return judge_entries(company)


@pytest.fixture(scope="session")
def history(company: Simulated, entries: dict[tuple[str, str], Entry]) -> History:
    """Every version of its records, judged by hand."""
    return History(company, entries)


@pytest.fixture(scope="session")
def clock_change(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Another company, around the weekend on which Berlin changes its clocks and China's Qingming festival."""
    scenario = Scenario(days=16, people=60, records=8_000, seed=5, start=Scenario.start.replace(month=3, day=23))
    return Simulated.run(scenario, tmp_path_factory.mktemp("clock_change"))


@pytest.fixture(scope="session")
def clock_change_entries(clock_change: Simulated) -> dict[tuple[str, str], Entry]:
    """Its entries, judged by hand."""
    return judge_entries(clock_change)
