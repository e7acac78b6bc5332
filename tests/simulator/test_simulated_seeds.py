"""What holds of the default company holds of companies of other seeds, and of one without faults."""

from collections import Counter
from dataclasses import astuple

import pytest
from judge_by_hand import failures, judge_entries
from judge_history import History
from simulated_company import Simulated
from test_simulated_history import EPISODE, FINDING
from test_simulated_truth import stated

from simulator import Scenario


@pytest.fixture(scope="module", params=[(2, 21), (3, 12)], ids=["late extracts", "too short for late extracts"])
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> History:
    """Every version of a company of another seed, judged by hand."""
    seed, days = request.param
    scenario = Scenario(days=days, people=30, records=6_000, seed=seed)
    company = Simulated.run(scenario, tmp_path_factory.mktemp("other"))
    return History(company, judge_entries(company))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """A company in which nobody makes a mistake."""
    return Simulated.run(Scenario(days=21, people=30, records=6_000, faults=False), tmp_path_factory.mktemp("clean"))


def test_every_stated_mistake_is_in_the_files_and_nothing_else_is_wrong(other: History) -> None:
    assert failures(other.company, other.entries) == stated(other.company)


def test_every_defect_is_told_from_its_opening_to_its_repair(other: History) -> None:
    assert Counter(map(astuple, other.episodes())) == Counter(other.company.told("faults", *EPISODE))


def test_everything_rewritten_is_told_with_the_two_extracts_that_prove_it(other: History) -> None:
    assert Counter(other.findings()) == Counter(other.company.told("findings", *FINDING))


def test_a_company_without_faults_breaks_no_rule(clean: Simulated) -> None:
    assert len(clean.faults) == 0
    assert failures(clean, judge_entries(clean)) == set()


def test_without_faults_only_the_accounts_of_somebody_who_left_get_another_owner(clean: Simulated) -> None:
    findings = clean.truth("findings")
    assert set(zip(findings.kind, findings.entity, strict=True)) <= {("owner_changed", "accounts")}
