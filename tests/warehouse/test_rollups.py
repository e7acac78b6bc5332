"""Every figure of every subject and period is the sum, the quotient or the quantile of the records behind it."""

import math
from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest
from declared_kpis import declared_kpis
from same_index import assert_same_figures, assert_same_index
from warehouse_home import Home

from orchestration.settings import PROJECT

SEEDS = PROJECT / "dbt_project" / "seeds"
KPIS = pd.DataFrame(declared_kpis()).set_index("id")
LEVELS = {
    "company": "source",
    "office": "office_id",
    "team": "team_id",
    "current_team": "current_team_id",
    "person": "person_id",
}
PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
KEYS = ["source", "subject_id", "period_start"]
DIMENSIONS = pd.read_csv(SEEDS / "dimension_weights.csv").set_index("dimension").weight
POLICY = pd.read_csv(SEEDS / "score_policies.csv").iloc[0]
OUTCOMES = ("assessed", "passed", "waived", "open")
# Different things are counted anew for each subject and period, and so is a share of them.
DISTINCT = KPIS.numerator[KPIS.kind == "distinct"]
ADDITIVE = list(KPIS.index[KPIS.kind.isin(["ratio", "sum"]) & ~KPIS.denominator.isin(DISTINCT)])
# Nothing was published here before today; the contacts of a day are counted anew every month and not listed.
WITHOUT_RECORDS = {"platform_visibility_rate", "profile_freshness"}
QUANTILES = {"median": 0.5, "p90": 0.9}
QUANTILE_KPIS = KPIS.index[KPIS.kind.isin(QUANTILES)]

Frames = Callable[[str, str], pd.DataFrame]

RECORDS = "select component, source, person_id, date, value, 1 as record_count from kpi.kpi_records"
# The entries of records are published once, as entries.
ENTRIES = """
    with entries as (
        select source, entity, accountable_person_id as person_id, event_date as date, is_on_time, is_platform_fault,
            entry_lag_minutes, entry_lag_working_minutes, 1 as record_count,
            entered_by_person_id is not null and entered_at is not null as is_told_by_whom_and_when,
            exists (
                select 1 from quality.fct_defects as defects
                where defects.rule_id = 'record.recorded_by_deadline' and defects.waiver_id is not null
                    and (defects.source, defects.entity, defects.record_id)
                        = (entries.source, entries.entity, entries.record_id)
            ) as is_waived
        from core.fct_record_entry as entries
    )
    select 'records_entered' as component, source, person_id, date, 1.0::double as value, record_count from entries
    union all
    select 'records_typed', source, person_id, date, 1, record_count from entries
    where entity not in ('order_lines', 'opportunity_stage_changes', 'outreach') and is_told_by_whom_and_when
    union all
    select 'records_platform_fault', source, person_id, date, 1, record_count from entries where is_platform_fault
    union all
    select 'records_due', source, person_id, date, 1, record_count
    from entries where is_on_time is not null and not is_waived
    union all
    select 'records_on_time', source, person_id, date, 1, record_count from entries where is_on_time
    union all
    select 'records_handled', source, coalesce(entered_by_person_id, accountable_person_id), first_extract_date, 1, 1
    from core.fct_record_entry
    -- What was entered or changed late is known where the time of entry is, and more than one extract.
    where entered_at is not null and source in (
        select source from core.fct_extracts group by source having count(distinct extract_date) > 1
    )
    union all
    select 'entry_lag_minutes', source, person_id, date, entry_lag_minutes, record_count
    from entries where entry_lag_minutes is not null
    union all
    select 'entry_lag_working_minutes', source, person_id, date, entry_lag_working_minutes, record_count
    from entries where entry_lag_working_minutes is not null
"""
KEY_FIELDS = """
    with contacts as (
        select contacts.source, entries.accountable_person_id as person_id, entries.event_date as date,
            1 as record_count,
            list_count([occupation, age_years::varchar, phone_hash])::double as filled,
            -- What no contact of a source has is not delivered, and not asked for.
            (max((occupation is not null)::int) over same + max((age_years is not null)::int) over same
                + max((phone_hash is not null)::int) over same)::double as asked
        from core.dim_contact as contacts
        inner join core.fct_record_entry as entries
            on contacts.source = entries.source and contacts.contact_id = entries.record_id
            and entries.entity = 'contacts'
        window same as (partition by contacts.source)
    )
    select 'key_fields_due' as component, source, person_id, date, asked as value, record_count from contacts
    union all
    select 'key_fields_filled', source, person_id, date, filled, record_count from contacts
    union all
    select unnest(['contacts_due', 'contacts_of_known_phones']), source, person_id, date, 1, record_count from contacts
    union all
    select 'contacts_complete', source, person_id, date, 1, record_count from contacts where filled = asked
"""
# Customers are looked at on the last day of each month, and every look counts.
LOOKS = {
    "customers_looked_at": "true",
    "customers_at_start": "was_current",
    "customers_kept": "was_current and is_current",
    "customers_lapsed": "was_current and not is_current",
    "customers_lapsed_at_start": "not was_current",
    "customers_won_back": "not was_current and is_current",
    "customers_first": "was_current is null",
    "customers_of_window": "window_order_count > 0",
    "repeat_customers": "window_order_count > 1",
    "scored_customers": "money_quintile > 0",
    "rfm_scores": "rfm_score",
    "window_sales": "case when money_quintile > 0 then window_sales_amount end",
    "repeat_sales": "case when window_order_count > 1 then window_sales_amount end",
    "paying_customers": "window_sales_amount > 0",
    "paid_sales": "case when window_sales_amount > 0 then window_sales_amount end",
    "top_fifth_sales": "top_fifth_part * window_sales_amount",
    "most_sales_customers": "most_sales_part",
    "cohort_customers": "true",
    "cohort_customers_kept": "is_current",
}
CUSTOMERS = " union all ".join(
    f"""select '{component}' as component, company as source, owner_person_id as person_id, month_end as date,
        coalesce(cast({value} as double), 0) as value, 1 as record_count from kpi.fct_customer_months"""
    for component, value in LOOKS.items()
)

each_level = pytest.mark.parametrize("level", LEVELS)
each_period = pytest.mark.parametrize("period", PERIODS)


def is_share(figures: pd.DataFrame) -> pd.Series:
    """Whether the numerator is a part of a denominator that is there."""
    return (figures.denominator > 0) & figures.numerator.between(0, figures.denominator)


def starts(dates: pd.Series, period: str) -> pd.Series:
    return dates.dt.to_period(PERIODS[period]).dt.start_time


@pytest.fixture(scope="module")
def values(built: Home) -> pd.DataFrame:
    return built.published("select * from kpi.kpi_values").df()


@pytest.fixture(scope="module")
def records(built: Home) -> pd.DataFrame:
    """What is behind the figures, with team and office of its day: records, entries, and rules' counts by dimension."""
    parts = [built.published(query).df() for query in (RECORDS, ENTRIES, KEY_FIELDS, CUSTOMERS)]
    judged = built.published("""
        select dimension, source, accountable_person_id as person_id, event_date as date, weight, assessed_count,
            passed_count, waived_count, open_count, dimension = 'validity' and dim_rule.entity != '*' as is_of_value
        from quality.fct_rule_results inner join quality.dim_rule using (rule_id)
    """).df()
    for outcome in OUTCOMES:
        count = judged[f"{outcome}_count"]
        weighed = judged.assign(
            component=judged.dimension + "_" + outcome, value=judged.weight * count, record_count=count
        )
        parts.append(weighed[parts[0].columns])
    values = judged[judged.is_of_value & (judged.assessed_count > 0)]
    for component, outcome in (("values_checked", "assessed"), ("values_valid", "passed")):
        count = values[f"{outcome}_count"]
        parts.append(values.assign(component=component, value=count, record_count=count)[parts[0].columns])
    return with_organisation(
        pd.concat(parts, ignore_index=True), built.published("select * from core.dim_employee").df()
    )


def with_organisation(records: pd.DataFrame, employees: pd.DataFrame) -> pd.DataFrame:
    """Each row with the team and office that its person had on its date, and the team of today."""
    staff = employees[["source", "person_id", "team_id", "office_id", "valid_from", "valid_to"]]
    joined = records.reset_index(names="row").merge(staff, on=["source", "person_id"], how="inner")
    joined = joined[(joined.date >= joined.valid_from) & (joined.date < joined.valid_to)]
    assert joined.row.is_unique
    placed = records.join(joined.set_index("row")[["team_id", "office_id"]])
    current = employees[employees.is_current].set_index(["source", "person_id"]).team_id.rename("current_team_id")
    placed = placed.join(current, on=["source", "person_id"])
    nobodys = {"team_id": "(none)", "current_team_id": "(none)", "office_id": "(none)", "person_id": "(nobody)"}
    return placed.fillna(nobodys)


def grouped(records: pd.DataFrame, level: str, period: str) -> pd.api.typing.DataFrameGroupBy:
    """Records by component, source, subject and period."""
    keyed = records.assign(subject_id=records[LEVELS[level]], period_start=starts(records.date, period))
    return keyed.groupby(["component", *KEYS])


@pytest.fixture(scope="module")
def sums(records: pd.DataFrame) -> Frames:
    """Values and counts of the records by component, source, subject and period, of a level and a kind of period."""
    # A tenth as many rows for the many questions that follow.
    keys = ["component", *LEVELS.values(), "date"]
    daily = records.groupby(keys, as_index=False)[["value", "record_count"]].sum()
    return cache(lambda level, period: grouped(daily, level, period)[["value", "record_count"]].sum())


@pytest.fixture(scope="module")
def figures(values: pd.DataFrame) -> Frames:
    """What is published of a level and a kind of period, by KPI, source, subject and period."""
    chosen = values.groupby(["subject_type", "period_type"])
    return cache(lambda *key: chosen.get_group(key).set_index(["kpi_id", *KEYS]).sort_index())


def assert_same_sums(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert_same_index(found, expected)
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))


@each_level
@each_period
def test_numerators_and_denominators_are_sums_of_records(
    figures: Frames, sums: Frames, level: str, period: str
) -> None:
    summed = sums(level, period)
    known = set(summed.index.unique("component"))
    kpis = [kpi for kpi in ADDITIVE if kpi not in WITHOUT_RECORDS and level in KPIS.subjects[kpi]]
    base = pd.concat({kpi: summed.loc[KPIS.denominator[kpi]] for kpi in kpis}, names=["kpi_id"])
    counted = {kpi: summed.value.loc[KPIS.numerator[kpi]] for kpi in kpis if KPIS.numerator[kpi] in known}
    numerators = pd.concat(counted, names=["kpi_id"])
    lost = numerators.index.difference(base.index)
    assert lost.empty, f"a numerator without its base would be lost: {lost[:3].tolist()}"
    found = figures(level, period).loc[kpis].sort_index()
    assert_same_figures(found.numerator, numerators.reindex(base.index, fill_value=0))
    assert_same_figures(found.record_count, base.record_count)
    ratios, sums_alone = (found[found.index.isin(KPIS.index[KPIS.kind == kind], "kpi_id")] for kind in ("ratio", "sum"))
    assert_same_figures(ratios.denominator, base.value[base.index.isin(KPIS.index[KPIS.kind == "ratio"], "kpi_id")])
    assert_same_figures(ratios.value, (ratios.numerator / ratios.denominator).where(is_share(ratios)))
    assert_same_figures(sums_alone.value, sums_alone.numerator)


@each_period
def test_persons_sum_to_teams_to_offices_to_the_company(values: pd.DataFrame, period: str) -> None:
    # What has no person, such as the share of a market, has no teams either.
    personal = [kpi for kpi in ADDITIVE if "person" in KPIS.subjects[kpi]]
    assert all({*LEVELS} <= {*KPIS.subjects[kpi]} for kpi in personal)
    chosen = values[values.kpi_id.isin(personal) & (values.period_type == period)]
    keys = ["kpi_id", "source", "period_start"]
    sums = {
        level: chosen[chosen.subject_type == level].groupby(keys)[["numerator", "denominator"]].sum()
        for level in LEVELS
    }
    for level in ("person", "team", "current_team", "office"):
        assert_same_sums(sums[level], sums["company"])


@each_level
@pytest.mark.parametrize(
    ("finer", "period"), [("day", "week"), ("day", "month"), ("month", "quarter"), ("quarter", "year")]
)
def test_days_sum_to_months_to_quarters_to_years(values: pd.DataFrame, level: str, finer: str, period: str) -> None:
    chosen = values[values.kpi_id.isin(ADDITIVE) & (values.subject_type == level)]
    parts = chosen[chosen.period_type == finer]
    keys = ["kpi_id", "source", "subject_id"]
    summed = parts.groupby([*keys, starts(parts.period_start, period)])[["numerator", "denominator"]].sum()
    wholes = chosen[chosen.period_type == period].groupby([*keys, "period_start"])[["numerator", "denominator"]].sum()
    assert_same_sums(summed, wholes)


@each_level
@each_period
def test_medians_and_deciles_are_taken_from_the_records(
    figures: Frames, records_of: Callable[[str], pd.DataFrame], level: str, period: str
) -> None:
    assert len(QUANTILE_KPIS) > 0
    for kpi in QUANTILE_KPIS:
        component = KPIS.numerator[kpi]
        groups = grouped(records_of(component), level, period).value
        found = figures(level, period).loc[kpi]
        assert len(found) > 0
        assert_same_figures(found.value, groups.quantile(QUANTILES[KPIS.kind[kpi]]).loc[component])
        assert_same_figures(found.record_count, groups.size().loc[component])


@pytest.fixture(scope="module")
def records_of(records: pd.DataFrame) -> Callable[[str], pd.DataFrame]:
    """The records of one component."""
    return cache(lambda component: records[records.component == component])


@each_level
@each_period
def test_the_backlog_is_what_came_less_what_went_until_the_last_extract(
    built: Home, figures: Frames, records_of: Callable[[str], pd.DataFrame], level: str, period: str
) -> None:
    changes = records_of("backlog_change")
    changes = changes.assign(subject_id=changes[LEVELS[level]])
    daily = changes.groupby(["source", "subject_id", "date"]).value.sum()
    running = daily.groupby(level=["source", "subject_id"]).cumsum().rename("expected").reset_index()
    found = figures(level, period).loc["case_backlog"].reset_index()
    ends = found.assign(date=found.period_start.dt.to_period(PERIODS[period]).dt.end_time.dt.floor("D"))
    both = pd.merge_asof(ends.sort_values("date"), running.sort_values("date"), on="date", by=["source", "subject_id"])
    assert len(both) > 0
    assert_same_figures(both.value, both.expected)
    last = changes.groupby("source").date.max()
    extracts = built.published("select source, max(extract_date) as date from core.fct_extracts group by all").df()
    last = pd.concat([last, extracts.set_index("source").date[last.index]], axis=1).max(axis=1)
    assert found.groupby("source").period_start.max().equals(starts(last, period))


@each_level
@each_period
def test_the_data_quality_score_weighs_the_dimensions_in_which_enough_was_judged(
    figures: Frames, sums: Frames, level: str, period: str
) -> None:
    summed = sums(level, period).loc[
        [f"{name}_{outcome}" for name in DIMENSIONS.index for outcome in ("assessed", "passed")]
    ]
    weighed, counts = (summed[column].unstack("component") for column in ("value", "record_count"))
    shares = pd.DataFrame(
        {
            name: (weighed[f"{name}_passed"] / weighed[f"{name}_assessed"]).where(
                counts[f"{name}_assessed"] >= POLICY.min_dimension_sample
            )
            for name in DIMENSIONS.index
        }
    )
    shares = shares[shares.notna().any(axis=1)].sort_index()
    weights = shares.notna() * DIMENSIONS
    found = figures(level, period).loc["data_quality_score"]
    expected = (shares * DIMENSIONS).sum(axis=1) / weights.sum(axis=1)
    assert_same_index(found, expected)
    pd.testing.assert_series_equal(found.value, expected, check_names=False, check_index=False, rtol=1e-7)
    assert_same_figures(found.denominator, weights.sum(axis=1))


@each_level
def test_each_dimension_has_its_share_its_counts_and_its_interval(built: Home, sums: Frames, level: str) -> None:
    found = built.published(f"""
        select * from kpi.kpi_data_quality_scores where subject_type = '{level}' and period_type = 'month'
    """).df()
    summed = sums(level, "month")
    rows = found.set_index(KEYS)
    for dimension in DIMENSIONS.index:
        theirs = rows[rows.dimension == dimension]
        parts = pd.concat(
            {
                outcome: summed.loc[f"{dimension}_{outcome}"]
                for outcome in OUTCOMES
                if f"{dimension}_{outcome}" in summed.index
            },
            axis=1,
        ).fillna(0)
        counts = parts.xs("record_count", axis=1, level=1).reindex(columns=OUTCOMES, fill_value=0)
        judged = counts.index[counts.assessed + counts.waived > 0]
        counts, weights = counts.loc[judged], parts.xs("value", axis=1, level=1).loc[judged]
        for outcome in OUTCOMES:
            assert_same_figures(theirs[f"{outcome}_count"], counts[outcome])
        assert_same_figures(theirs.failed_count, counts.assessed - counts.passed)
        assert_same_figures(theirs.score, (weights.passed / weights.assessed).where(weights.assessed > 0))
    assert (found.is_scored == (found.assessed_count >= POLICY.min_dimension_sample)).all()
    for side, column in ((-1, "score_lower_bound"), (1, "score_upper_bound")):
        scored = found.dropna(subset="score")
        assert found[column].isna().equals(found.score.isna())
        expected = [bound(row.score, row.assessed_count, side) for row in scored.itertuples()]
        assert list(scored[column]) == pytest.approx(expected, abs=1e-9)
        assert ((scored[column] - scored.score) * side > -1e-9).all()


def bound(share: float, n: int, side: int) -> float:
    """Wilson's closed formula at 95 %."""
    z = 1.96
    middle = share + z * z / (2 * n)
    return (middle + side * z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


@pytest.fixture(scope="module")
def scores(built: Home) -> pd.DataFrame:
    return built.published("select * from kpi.mart_data_quality").df()


def test_a_score_stands_where_enough_was_judged_in_some_dimension_and_only_there(scores: pd.DataFrame) -> None:
    is_judged = is_scored = pd.Series(False, index=scores.index)
    for dimension in DIMENSIONS.index:
        count = scores[f"{dimension}_assessed_count"].fillna(0)
        assert ((count > 0) == scores[f"{dimension}_score"].notna()).all()
        is_judged, is_scored = is_judged | (count > 0), is_scored | (count >= POLICY.min_dimension_sample)
    assert (is_scored == scores.score.notna()).all()
    belongs = ~scores.subject_id.isin(["(nobody)", "(none)"])
    assert ((belongs & ~is_judged) == (scores.standing == "not assessed")).all()
    assert (~belongs == (scores.standing == "unattributed")).all()
    assert (is_judged & scores.score.isna()).any()
    bounds = scores[["score_lower_bound", "score", "score_upper_bound"]].dropna()
    assert bounds.stack().between(-1e-9, 1 + 1e-9).all()
    assert (bounds.diff(axis=1).iloc[:, 1:] > -1e-9).all(axis=None)


def test_counts_of_persons_and_nobody_add_up_to_those_of_teams_offices_and_company(scores: pd.DataFrame) -> None:
    counts = [column for column in scores.columns if column.endswith("_count")]
    sums = scores.groupby(["subject_type", "source", "period_type", "period_start"])[counts].sum()
    assert len(counts) > 10
    for level in LEVELS:
        assert_same_sums(sums.loc[level], sums.loc["company"])


def test_subjects_are_ranked_by_the_lower_bound_and_only_with_enough_records(scores: pd.DataFrame) -> None:
    ranked = scores[scores.standing == "ranked"]
    sample = scores.record_count + scores.unreported_day_count
    assert sample[ranked.index].min() == POLICY.min_sample
    few = scores[scores.standing == "too few"]
    assert sample[few[few.score.notna()].index].max() == POLICY.min_sample - 1
    assert scores[scores.standing != "ranked"]["rank"].isna().all()
    keys = ["source", "subject_type", "period_type", "period_start"]
    assert_same_figures(ranked["rank"], ranked.groupby(keys).score_lower_bound.rank("min", ascending=False))


def test_what_is_left_out_stands_beside_the_score(built: Home, scores: pd.DataFrame) -> None:
    entries = built.published("""
        select source, accountable_person_id, event_date, is_platform_fault, is_on_time, calendar_status
        from core.fct_record_entry
    """).df()
    person = entries.accountable_person_id.fillna("(nobody)").rename("subject_id")
    month = starts(entries.event_date, "month").rename("period_start")
    counted = entries.assign(
        record_count=1,
        timeliness_not_assessed_count=entries.is_on_time.isna(),
        platform_fault_count=entries.is_platform_fault,
        provisional_count=entries.calendar_status == "provisional",
    )
    columns = ["record_count", "timeliness_not_assessed_count", "platform_fault_count", "provisional_count"]
    expected = counted.groupby(["source", person, month])[columns].sum()
    chosen = scores[(scores.subject_type == "person") & (scores.period_type == "month") & (scores.record_count > 0)]
    found = chosen.set_index(KEYS)[columns]
    assert found.platform_fault_count.sum() > 100
    for column in columns:
        assert_same_figures(found[column], expected[column])


def test_the_losses_of_all_records_are_what_the_score_of_the_month_lacks(built: Home, scores: pd.DataFrame) -> None:
    lost = built.published("select * from kpi.mart_lost_score").df()
    assert len(lost) > 1000
    assert (lost.score_lost > 0).all()
    assert lost.score_to_win.isin([0]).mask(lost.score_to_win == lost.score_lost, True).all()
    keys = ["source", "person_id", "month_start"]
    chosen = scores[(scores.subject_type == "person") & (scores.period_type == "month") & (scores.score < 1)]
    lacking = chosen.set_index(KEYS).drop(index="(nobody)", level="subject_id").score
    assert_same_figures(lost.groupby(keys).score_lost.sum(), 1 - lacking)


def test_what_can_be_won_is_still_there_and_not_too_late(built: Home) -> None:
    found = built.published("""
        select lost.score_to_win > 0 as is_open, count(*),
            count(open_defects.record_id), bool_and(open_defects.repair_due_at > latest.cutoff_at)
        from kpi.mart_lost_score as lost
        inner join (select source, max(cutoff_at) as cutoff_at from core.fct_extracts group by all) as latest
            using (source)
        left join quality.mart_open_defects as open_defects using (rule_id, source, entity, record_id)
        where lost.score_to_win > 0 group by all
    """).fetchall()
    ((_, count, still_open, in_time),) = found
    assert count == still_open > 10
    assert in_time


def test_a_ratio_over_nothing_or_of_more_taken_back_than_came_has_no_value(values: pd.DataFrame) -> None:
    ratios = values[values.kpi_id.isin(KPIS.index[KPIS.kind == "ratio"])]
    assert (ratios.denominator == 0).any()
    assert (ratios.numerator < 0).any()
    assert ratios.value[~is_share(ratios)].isna().all()
    assert ratios.value[is_share(ratios)].between(0, 1).all()
