"""A call centre's figures against pandas on its raw file, and against what its publisher says of all of it."""

from itertools import product

import pandas as pd
import pytest
from published_figures import values
from same_index import assert_same_figures
from warehouse_home import Home, real_folder

PERIODS = {"day": "D", "month": "M", "quarter": "Q"}
SUBJECTS = {"company": None, "person": "Agent", "topic": "Topic", "half_hour": "half_hour"}
# What each KPI is: a column whose mean is taken over the calls that say it, or over all or the answered ones.
MEANS = {
    "abandonment_rate": "abandoned",
    "average_answer_clock_seconds": "waited",
    "service_level_rate": "in_time",
    "call_resolution_rate_of_offered": "resolved",
    "call_resolution_rate_of_answered": "resolved_if_answered",
    "average_talk_seconds": "talked",
    "average_satisfaction_score": "rating",
    "satisfied_rate": "satisfied",
}
SUMS = {"inbound_calls": "offered", "inbound_calls_answered": "answered"}
NOT_BY_TIME = ("average_talk_seconds", "average_satisfaction_score", "satisfied_rate")
# Of what nobody tells, nothing is said: how long callers waited who gave up, hold, wrap-up, transfers, engaged lines,
# who called, who was asked, who came by other channels, what was written down.
NOT_TOLD = (
    *("short_abandons", "abandonment_rate_without_short", "average_hold_seconds", "average_wrap_up_seconds"),
    *("average_handle_seconds", "call_transfer_rate", "blocked_call_rate", "repeat_call_rate"),
    *("outbound_calls", "survey_response_rate", "self_service_rate", "receptions_per_agent_day"),
)


@pytest.fixture(scope="module")
def calls() -> pd.DataFrame:
    found = pd.read_csv(real_folder("call_centre") / "calls.csv.gz")
    answered = found["Answered (Y/N)"] == "Y"
    waited, rating = found["Speed of answer in seconds"], found["Satisfaction rating"]
    at = pd.to_datetime(found.Date + " " + found.Time)
    return found.assign(
        at=at,
        half_hour=at.dt.floor("30min").dt.strftime("%H:%M"),
        offered=1,
        answered=answered.astype(int),
        abandoned=1.0 - answered,
        waited=waited,
        in_time=(waited <= 20).astype(float),
        resolved=(found.Resolved == "Y").astype(float),
        resolved_if_answered=(found.Resolved == "Y").astype(float).where(answered),
        talked=pd.to_timedelta(found.AvgTalkDuration).dt.total_seconds(),
        rating=rating,
        satisfied=(rating >= 4).astype(float).where(rating.notna()),
    )


def figures(built: Home, kpi: str, period: str, subject: str = "company") -> pd.Series:
    found = values(built, kpi, subject, period)["call_centre"]
    return found["call_centre"] if subject == "company" else found


def grouped(calls: pd.DataFrame, period: str, subject: str, column: str) -> "pd.core.groupby.SeriesGroupBy":
    start = calls["at"].dt.to_period(PERIODS[period]).dt.start_time
    by = SUBJECTS[subject]
    return calls.groupby([calls[by], start] if by else start)[column]


def test_all_of_it_is_what_its_publisher_says(built: Home, calls: pd.DataFrame) -> None:
    told = {
        "inbound_calls": 5_000,
        "inbound_calls_answered": 4_054,
        "abandonment_rate": 0.1892,
        "call_resolution_rate_of_offered": 0.7292,
        "average_answer_clock_seconds": 67.520720,
        "average_satisfaction_score": 3.403552,
        "average_talk_seconds": 224.922792,
    }
    assert {kpi: round(float(figures(built, kpi, "quarter").item()), 6) for kpi in told} == told
    counts = "count(case when is_abandoned then 1 end), count(case when is_answered and is_resolved then 1 end)"
    facts = built.published(f"select {counts} from core.fct_calls where source = 'call_centre'")
    assert facts.fetchall() == [(946, 3_646)]
    assert len(calls) == 5_000


@pytest.mark.parametrize(("agent", "told"), [("Becky", (631, 517, 3.371, 65.331)), ("Jim", (666, 536, 3.394, 66.343))])
def test_an_agent_has_what_the_publisher_says(built: Home, agent: str, told: tuple[float, ...]) -> None:
    kpis = ("inbound_calls", "inbound_calls_answered", "average_satisfaction_score", "average_answer_clock_seconds")
    assert tuple(round(float(figures(built, kpi, "quarter", "person")[agent].item()), 3) for kpi in kpis) == told


def test_a_topic_has_what_the_publisher_says(built: Home) -> None:
    found = figures(built, "inbound_calls", "quarter", "topic").droplevel(1)
    told = {"Streaming": 1_022, "Technical Support": 1_019, "Payment related": 1_007}
    assert found[list(told)].to_dict() == told
    assert found.sum() == 5_000


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    ("kpi", "subject"),
    [pair for pair in product([*MEANS, *SUMS], SUBJECTS) if pair[1] != "half_hour" or pair[0] not in NOT_BY_TIME],
)
def test_every_figure_is_that_of_the_file(
    built: Home, calls: pd.DataFrame, kpi: str, subject: str, period: str
) -> None:
    by = grouped(calls, period, subject, MEANS.get(kpi) or SUMS[kpi])
    found = figures(built, kpi, period, subject)
    assert_same_figures(found[found.notna()], by.sum() if kpi in SUMS else by.mean().dropna())


@pytest.mark.parametrize("kpi", NOT_TOLD)
def test_what_is_not_delivered_is_not_zero(built: Home, kpi: str) -> None:
    where = f"source = 'call_centre' and kpi_id = '{kpi}'"
    assert built.published(f"select count(*) from kpi.kpi_values where {where}").fetchall() == [(0,)]


def test_an_agent_is_a_person_of_the_company(built: Home) -> None:
    agents = built.published("select count(*) from core.dim_person where company = 'call_centre'").fetchall()
    assert agents == [(8,)]


def test_nobody_is_scored_for_what_nobody_enters(built: Home) -> None:
    scored = "select count(*) from kpi.mart_data_quality where source = 'call_centre'"
    assert built.published(scored).fetchall() == [(0,)]
