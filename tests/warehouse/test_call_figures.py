"""Figures of the simulated telephone and of surveys, against pandas on their files and against what was planted."""

import duckdb
import pandas as pd
import pytest
from published_figures import keys, simulated
from same_index import assert_same_figures
from simulated_files import last_versions, versions
from warehouse_home import Home

PERIODS = ("day", "week", "month", "quarter")
each_period = pytest.mark.parametrize("period", PERIODS)
SUBJECTS = {"company": "company", "person": "agent_id", "queue": "queue", "topic": "topic"}
each_subject = pytest.mark.parametrize("subject", SUBJECTS)
DAY = pd.Timedelta(days=1)
# The mean of a column over the calls that say it.
MEANS = {
    **{"abandonment_rate": "abandoned", "abandonment_rate_without_short": "abandoned_late"},
    **{"service_level_rate": "in_service_level", "average_answer_clock_seconds": "waited"},
    **{"call_resolution_rate_of_offered": "resolved", "call_resolution_rate_of_answered": "resolved_if_answered"},
    **{"repeat_call_rate": "repeated", "blocked_call_rate": "blocked", "call_transfer_rate": "transferred"},
    **{"average_talk_seconds": "talk", "average_hold_seconds": "hold", "average_wrap_up_seconds": "wrap_up"},
    **{"average_handle_seconds": "handle", "outbound_answer_rate": "outbound_answered"},
}
SUMS = {"inbound_calls": "offered", "inbound_calls_answered": "answered", "outbound_calls": "outbound"}
NOBODY = {"agent_id": "(nobody)", "queue": "(none)", "topic": "(none)"}


def text(column: pd.Series) -> pd.Series:
    return column.where(column != "")


@pytest.fixture(scope="module")
def calls(built: Home) -> pd.DataFrame:
    """Each call once; a column is empty where the call does not count for it."""
    found = versions(built.extracts, "calls")
    inbound, blocked = found.call_direction == "inbound", found.is_blocked == "true"
    offered, answered = inbound & ~blocked, found.is_answered == "true"
    at, picked_up, over = (pd.to_datetime(text(found[c])) for c in ("offered_at", "answered_at", "ended_at"))
    waited = picked_up.where(answered, over).sub(at).dt.total_seconds()
    short = offered & ~answered & (waited <= 5)
    talk, hold, wrap_up = (pd.to_numeric(text(found[f"{c}_seconds"])) for c in ("talk", "hold", "wrap_up"))
    resolved = (found.is_resolved == "true").astype(float)

    caller = text(found.contact_id).fillna(text(found.phone))
    of = found.assign(at=at, caller=caller)[inbound & caller.notna() & (found.topic != "")]
    next_at = of.sort_values(["at", "id"]).groupby(["caller", "topic"])["at"].shift(-1).reindex(found.index)
    last_cutoff = pd.to_datetime(found.extract.max(), format="calls_%Y-%m-%d.csv") + pd.Timedelta(hours=9, minutes=30)
    is_over = at + 7 * DAY <= last_cutoff
    followed = offered & answered & caller.notna() & (found.topic != "") & is_over
    keys = {column: text(found[column]).fillna(nobody) for column, nobody in NOBODY.items()}
    return found.assign(
        **keys,
        company="simulator",
        date=at,
        offered=offered.where(offered),
        answered=answered.where(offered),
        outbound=(~inbound).where(~inbound),
        outbound_answered=answered.where(~inbound),
        blocked=blocked.where(inbound),
        abandoned=(~answered).where(offered),
        abandoned_late=(~answered).where(offered & ~short),
        in_service_level=(answered & (waited <= 20)).where(offered & ~short),
        waited=waited.where(offered & answered),
        resolved=resolved.where(offered),
        resolved_if_answered=resolved.where(offered & answered),
        repeated=(next_at <= at + 7 * DAY).where(followed),
        transferred=(found.transfer_count != "0").where(answered),
        talk=talk,
        hold=hold,
        wrap_up=wrap_up,
        handle=talk + hold + wrap_up,
    )


@pytest.fixture(scope="module")
def surveys(built: Home, calls: pd.DataFrame) -> pd.DataFrame:
    """The last state of each, with who had served the customer."""
    found = last_versions(built, "surveys")
    agents = pd.concat([calls.set_index("id").agent_id, text(last_versions(built, "cases").assigned_to_id)])
    score = pd.to_numeric(text(found.score))
    return found.assign(
        company="simulator",
        agent_id=found.about_id.map(agents).fillna("(nobody)"),
        invited=pd.to_datetime(found.invited_at),
        answered=pd.to_datetime(text(found.answered_at)),
        rating=score.where(score <= found.highest_score.astype(int)),
    )


@each_period
@each_subject
@pytest.mark.parametrize("kpi", MEANS)
def test_a_mean_is_of_the_calls_that_say_it(
    built: Home, calls: pd.DataFrame, kpi: str, subject: str, period: str
) -> None:
    said = calls[calls[MEANS[kpi]].notna()]
    expected = said.groupby(keys(said, SUBJECTS[subject], period))[MEANS[kpi]].apply(
        lambda column: column.astype(float).mean()
    )
    assert_same_figures(simulated(built, kpi, subject, period), expected)


@each_period
@each_subject
@pytest.mark.parametrize("kpi", SUMS)
def test_a_number_of_calls_is_that_of_the_files(
    built: Home, calls: pd.DataFrame, kpi: str, subject: str, period: str
) -> None:
    said = calls[calls[SUMS[kpi]].notna()]
    expected = said.groupby(keys(said, SUBJECTS[subject], period))[SUMS[kpi]].apply(
        lambda column: column.astype(int).sum()
    )
    assert_same_figures(simulated(built, kpi, subject, period), expected)


def test_each_call_is_what_was_planted(built: Home) -> None:
    found = built.published("""
        select call_id, case
            when call_direction = 'outbound' then if(is_answered, 'outbound_answered', 'outbound_unanswered')
            when is_blocked then 'blocked'
            when is_short_abandon then 'short_abandon'
            when is_abandoned then 'abandoned'
            when is_in_service_level then 'in_time'
            else 'late'
        end from core.fct_calls where source = 'simulator' order by all
    """).fetchall()
    assert found == duckdb.sql(f"select call_id, outcome from '{built.truth}/calls.parquet' order by all").fetchall()


@each_period
@pytest.mark.parametrize("subject", ["company", "person"])
def test_customers_are_as_satisfied_as_the_files_say(
    built: Home, surveys: pd.DataFrame, subject: str, period: str
) -> None:
    said = surveys[surveys.rating.notna() & (surveys.survey_kind == "satisfaction")]
    assert 0 < len(said) < surveys.rating.count()
    ratings = said.groupby(keys(said, SUBJECTS[subject], period, "answered")).rating
    assert_same_figures(simulated(built, "satisfaction_answers", subject, period), ratings.size())
    assert_same_figures(simulated(built, "average_satisfaction_score", subject, period), ratings.mean())
    assert_same_figures(
        simulated(built, "satisfied_rate", subject, period), ratings.apply(lambda rating: (rating >= 4).mean())
    )
    invited = surveys.groupby(keys(surveys, SUBJECTS[subject], period, "invited")).rating
    assert_same_figures(simulated(built, "survey_response_rate", subject, period), invited.count() / invited.size())


@pytest.mark.parametrize("subject", ["person", "team", "office", "queue", "topic", "half_hour"])
def test_every_subject_adds_up_to_the_company(built: Home, subject: str) -> None:
    query = """
        select numerator, denominator from kpi.kpi_values
        where kpi_id = 'service_level_rate' and source = 'simulator' and period_type = 'quarter'
            and subject_type = '{}'
    """
    parts, whole = (
        built.published(f"select sum(numerator), sum(denominator) from ({query.format(one)})").fetchall()
        for one in (subject, "company")
    )
    assert parts == whole
