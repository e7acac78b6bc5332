"""A service desk's published figures against pandas and plain Python on its raw log."""

import datetime as dt

import pandas as pd
import pytest
from warehouse_home import Home, real_folder

INSTANTS = ["opened_at", "sys_created_at", "sys_updated_at", "resolved_at", "closed_at"]
OPENS, CLOSES = dt.time(9), dt.time(18)
PERIODS = ("day", "month", "year")
# Spans of time from opening: the KPI, the column that ends them and the one on whose day they count.
SPANS = {
    "first_response_service_minutes": ("first_response_median", "responded_at", "opened_at"),
    "first_response_minutes": ("first_response_clock_median", "responded_at", "opened_at"),
    "resolution_service_minutes": ("resolution_median", "resolved_at", "resolved_at"),
    "resolution_minutes": ("resolution_clock_median", "resolved_at", "resolved_at"),
}


@pytest.fixture(scope="module")
def updates() -> pd.DataFrame:
    """The raw log; a question mark is missing."""
    file = real_folder("servicenow") / "incident_event_log.csv.gz"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=["?"])
    for column in INSTANTS:
        frame[column] = pd.to_datetime(frame[column], format="%d/%m/%Y %H:%M")
    return frame.assign(version=frame.sys_mod_count.astype(int))


@pytest.fixture(scope="module")
def incidents(updates: pd.DataFrame) -> pd.DataFrame:
    """One row per incident, as its last update left it, with its first response and its entry lag in minutes."""
    last = updates.sort_values(["sys_updated_at", "version"]).groupby("number").tail(1).set_index("number")
    moved = updates[~updates.incident_state.isin(["New", "-100"])]
    last["responded_at"] = moved.groupby("number").sys_updated_at.min()
    last["person"] = last.resolved_by.fillna(last.assigned_to)
    return last.assign(lag=(last.sys_created_at - last.opened_at).dt.total_seconds() / 60)


@pytest.fixture(scope="module")
def entries(built: Home, incidents: pd.DataFrame) -> pd.DataFrame:
    """The published entries, in the order of the incidents."""
    found = built.published("select * from core.fct_record_entry where source = 'servicenow'").df()
    return found.set_index("record_id").loc[incidents.index]


@pytest.fixture(scope="module")
def busiest(incidents: pd.DataFrame) -> list[str]:
    return list(incidents.sys_created_by.value_counts().index[:5])


def published(built: Home, kpi: str, subject: str, period: str) -> pd.DataFrame:
    """A KPI's figures by subject_id and period_start."""
    return (
        built.published(f"""
            select subject_id, period_start, numerator, denominator, value, record_count from kpi.kpi_values
            where source = 'servicenow' and kpi_id = '{kpi}' and subject_type = '{subject}' and period_type = '{period}'
        """)
        .df()
        .set_index(["subject_id", "period_start"])
        .sort_index()
    )


def starts(instants: pd.Series, period: str) -> pd.Series:
    return instants.dt.to_period({"day": "D", "month": "M", "year": "Y"}[period]).dt.start_time


def assert_equal(found: pd.Series, expected: pd.Series) -> None:
    pd.testing.assert_series_equal(
        found.astype(float), expected.astype(float), check_names=False, check_index_type=False, check_freq=False
    )


def test_every_incident_is_one_record(built: Home, incidents: pd.DataFrame, entries: pd.DataFrame) -> None:
    count = "select count(*) from core.fct_record_entry where source = 'servicenow'"
    assert len(entries) == len(incidents) == 24_918 == built.published(count).fetchall()[0][0]
    assert (entries.event_at == incidents.opened_at).all()


def test_the_entry_lag_of_each_incident_its_mean_median_and_ninth_decile(
    incidents: pd.DataFrame, entries: pd.DataFrame
) -> None:
    assert_equal(entries.entry_lag_minutes, incidents.lag)
    for statistic in (pd.Series.mean, pd.Series.median, lambda lags: lags.quantile(0.9)):
        assert statistic(entries.entry_lag_minutes) == pytest.approx(statistic(incidents.lag.dropna()))


def test_the_entry_lag_of_the_five_busiest_people(
    incidents: pd.DataFrame, entries: pd.DataFrame, busiest: list[str]
) -> None:
    for person in busiest:
        found = entries.entry_lag_minutes[entries.accountable_person_id == person]
        expected = incidents.lag[incidents.sys_created_by == person]
        assert len(found) == len(expected) > 400
        assert (found.mean(), found.median()) == pytest.approx((expected.mean(), expected.median()))
        assert found.quantile(0.9) == pytest.approx(expected.quantile(0.9))


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(("kpi", "share"), [("entry_lag_median", 0.5), ("entry_lag_p90", 0.9)])
def test_entry_lags_are_taken_from_the_incidents_of_each_period(
    built: Home, incidents: pd.DataFrame, period: str, kpi: str, share: float
) -> None:
    known = incidents.dropna(subset="lag")
    for subject, subject_id in (("company", "servicenow"), ("person", known.sys_created_by)):
        keys = [pd.Series(subject_id, index=known.index), starts(known.opened_at, period)]
        assert_equal(published(built, kpi, subject, period).value, known.lag.groupby(keys).quantile(share))


@pytest.mark.parametrize("period", PERIODS)
def test_the_share_entered_within_fifteen_minutes_by_person_and_period(
    built: Home, incidents: pd.DataFrame, busiest: list[str], period: str
) -> None:
    known = incidents.dropna(subset="lag")
    on_time = known.lag <= 15
    keys = [known.sys_created_by, starts(known.opened_at, period)]
    found = published(built, "entry_timeliness_rate", "person", period)
    assert_equal(found.value, on_time.groupby(keys).mean())
    assert_equal(found.denominator, on_time.groupby(keys).size())
    overall = published(built, "entry_timeliness_rate", "company", period)
    assert overall.numerator.sum() / overall.denominator.sum() == pytest.approx(on_time.mean())
    for person in busiest:
        theirs = found.loc[person]
        expected = on_time[known.sys_created_by == person].mean()
        assert theirs.numerator.sum() / theirs.denominator.sum() == pytest.approx(expected)


def test_without_a_creation_record_nobody_is_charged(
    built: Home, incidents: pd.DataFrame, entries: pd.DataFrame
) -> None:
    missing = incidents.index[incidents.sys_created_by.isna() | incidents.sys_created_at.isna()]
    assert len(missing) == incidents.sys_created_at.isna().sum() > 11_000
    assert entries.loc[missing].accountable_person_id.isna().all()
    assert entries.loc[missing].is_on_time.isna().all()
    defects = built.published("""
        select record_id, accountable_person_id, accountable_person_name from quality.mart_open_defects
        where source = 'servicenow' and rule_id = 'case.creation_recorded'
    """).df()
    assert set(defects.record_id) == set(missing)
    assert defects.accountable_person_id.isna().all()
    assert defects.accountable_person_name.isna().all()


def test_they_stand_under_nobody_and_under_no_one_else(built: Home, incidents: pd.DataFrame) -> None:
    missing = incidents[incidents.sys_created_by.isna()]
    found = built.published("""
        select period_start, record_count, timeliness_not_assessed_count, timeliness_assessed_count,
            completeness_failed_count, standing, rank
        from kpi.mart_data_quality
        where source = 'servicenow' and subject_type = 'person' and subject_id = '(nobody)' and period_type = 'year'
        order by period_start
    """).df()
    assert list(found.record_count) == list(missing.groupby(starts(missing.opened_at, "year")).size())
    assert (found.timeliness_not_assessed_count == found.record_count).all()
    assert (found.timeliness_assessed_count == 0).all()
    assert (found.completeness_failed_count >= found.record_count).all()
    assert set(found.standing) == {"unattributed"}
    assert found["rank"].isna().all()
    charged = built.published("""
        select sum(failed_count) from quality.fct_rule_results
        where source = 'servicenow' and rule_id = 'case.creation_recorded' and accountable_person_id is not null
    """).fetchall()
    assert charged == [(0,)]


def test_why_their_timeliness_is_not_assessed_is_said(built: Home, incidents: pd.DataFrame) -> None:
    found = built.published(
        "select entity, reason, record_count from quality.mart_not_assessed where source = 'servicenow'"
    )
    assert found.fetchall() == [("cases", "no entry time delivered", int(incidents.sys_created_at.isna().sum()))]


@pytest.mark.parametrize("period", PERIODS)
def test_the_share_of_incidents_that_kept_their_agreement(built: Home, incidents: pd.DataFrame, period: str) -> None:
    kept = incidents.made_sla == "true"
    assert_equal(
        published(built, "sla_attainment_rate", "company", period).value.droplevel(0),
        kept.groupby(starts(incidents.opened_at, period)).mean(),
    )
    people = published(built, "sla_attainment_rate", "person", period)
    keys = [incidents.person.fillna("(nobody)"), starts(incidents.opened_at, period)]
    assert_equal(people.value, kept.groupby(keys).mean())


def working_minutes(earlier: dt.datetime, later: dt.datetime) -> float:
    """Minutes between nine and six from Monday to Friday, day by day."""
    minutes, day = 0.0, earlier.date()
    while day <= later.date():
        begin = max(earlier, dt.datetime.combine(day, OPENS))
        end = min(later, dt.datetime.combine(day, CLOSES))
        if day.isoweekday() <= 5 and begin < end:
            minutes += (end - begin).total_seconds() / 60
        day += dt.timedelta(days=1)
    return minutes


def clock_minutes(earlier: dt.datetime, later: dt.datetime) -> float:
    return (later - earlier).total_seconds() / 60


@pytest.mark.parametrize("component", SPANS)
def test_minutes_of_service_and_by_the_clock_until_the(built: Home, incidents: pd.DataFrame, component: str) -> None:
    kpi, end, counted_on = SPANS[component]
    ended = incidents.dropna(subset=end)
    # Two have a first response before they were opened, which says nothing of how long somebody waited.
    ended = ended[ended[end] >= ended.opened_at]
    assert len(incidents.dropna(subset=end)) - len(ended) == (2 if end == "responded_at" else 0)
    spans = zip(ended.opened_at.dt.to_pydatetime(), ended[end].dt.to_pydatetime(), strict=True)
    counted = working_minutes if "service" in component else clock_minutes
    expected = pd.Series([counted(*span) for span in spans], index=ended.index)
    found = built.published(f"""
        select record_id, value from kpi.kpi_records where source = 'servicenow' and component = '{component}'
    """).df()
    assert_equal(found.set_index("record_id").value.loc[expected.index], expected)
    assert len(found) == len(expected) > 20_000
    for period in PERIODS:
        medians = expected.groupby(starts(ended[counted_on], period)).median()
        assert_equal(published(built, kpi, "company", period).value.droplevel(0), medians)


def last_cutoff() -> pd.Timestamp:
    return pd.Timestamp("2017-02-18 23:59")  # as the source declares it


@pytest.mark.parametrize("period", PERIODS)
def test_incidents_resolved_on_first_contact_by_period_person_and_use_of_knowledge(
    built: Home, incidents: pd.DataFrame, period: str
) -> None:
    week = pd.Timedelta(days=7)
    ordered = incidents.sort_values(["opened_at", "number"])
    back = ordered.groupby(["caller_id", "category"]).opened_at.shift(-1).reindex(incidents.index)
    passed_on, reopened = incidents.reassignment_count.astype(int), incidents.reopen_count.astype(int)
    at_once = (passed_on == 0) & (reopened == 0) & ~(back <= incidents.resolved_at + week)
    is_over = (incidents.resolved_at >= incidents.opened_at) & (incidents.resolved_at + week <= last_cutoff())
    known = incidents[is_over & incidents.caller_id.notna() & incidents.category.notna()]
    assert len(known) > 20_000
    articles = known.knowledge.map({"true": "with_article", "false": "without_article"})
    kpi, start = "first_contact_resolution_rate", starts(known.opened_at, period)
    people = known.person.fillna("(nobody)")
    for subject, of in (("company", "servicenow"), ("person", people), ("knowledge_use", articles)):
        keys = [pd.Series(of, index=known.index), start]
        assert_equal(published(built, kpi, subject, period).value, at_once[known.index].groupby(keys).mean())


@pytest.mark.parametrize("period", PERIODS)
def test_incidents_that_were_passed_on(built: Home, incidents: pd.DataFrame, period: str) -> None:
    passed_on = incidents.reassignment_count.astype(int) > 0
    start = starts(incidents.opened_at, period)
    for subject, of in (("company", "servicenow"), ("person", incidents.person.fillna("(nobody)"))):
        keys = [pd.Series(of, index=incidents.index), start]
        assert_equal(published(built, "case_transfer_rate", subject, period).value, passed_on.groupby(keys).mean())


@pytest.mark.parametrize("period", PERIODS)
def test_by_which_channel_incidents_came(built: Home, incidents: pd.DataFrame, period: str) -> None:
    # No calls are delivered, so an incident by phone is a contact of its own.
    channel = incidents.contact_type.str.lower().str.replace(" ", "_").replace("direct_opening", "direct")
    start = starts(incidents.opened_at, period)
    counts = channel.groupby([channel, start]).size()
    assert_equal(published(built, "service_contacts", "channel", period).value, counts)
    by_themselves = (channel == "self_service").groupby(start).mean()
    assert_equal(published(built, "self_service_rate", "company", period).value.droplevel(0), by_themselves)
    assert set(channel) == {"phone", "ivr", "email", "self_service", "direct"}
    assert (channel == "self_service").sum() == 158


@pytest.mark.parametrize("period", PERIODS)
def test_incidents_entered_by_person_and_day(built: Home, incidents: pd.DataFrame, period: str) -> None:
    entered = incidents.dropna(subset="sys_created_by")
    days = entered.assign(day=entered.opened_at.dt.normalize())
    of_days = days.groupby(["sys_created_by", "day"]).size().rename("count").reset_index()
    means = of_days.groupby(["sys_created_by", starts(of_days.day, period)])["count"].mean()
    assert_equal(published(built, "receptions_per_agent_day", "person", period).value, means)


@pytest.mark.parametrize("kpi", ["case_escalation_rate", "repurchase_rate", "complaints", "complaint_rate"])
def test_of_what_the_log_does_not_tell_there_is_no_figure(built: Home, kpi: str) -> None:
    where = f"source = 'servicenow' and kpi_id = '{kpi}'"
    assert built.published(f"select count(*) from kpi.kpi_values where {where}").fetchall() == [(0,)]
