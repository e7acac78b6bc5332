"""Calls and meetings of one source come in files of their own: one entity, each file with its own extracts and proofs.

The same rows come from `desk`, by a staging model for each file, and from `crm_2`, by one model for both. Both deliver
suggestions, too: the entity of the documentation's recipe. Every answer is worked out by hand: deadlines are half past
nine of the next working day, in UTC.
"""

import pytest
from checkouts import add_files, add_line, checkout, follow_recipe_of_an_entity, rules_of
from warehouse_home import Home

from orchestration.build import dbt as transform

SOURCES = ("desk", "crm_2")
DECLARATION = """
    sources:
      - name: {source}
        description: Calls and meetings, exported apart.
        config: {{meta: {{connector: files, time_zone: UTC, calendar: WEEKDAYS, cutoff: "09:30"}}}}
        tables:
          - name: calls
            description: One row per call.
            config: {{meta: {{files: "calls_{{extract_date}}.csv", delivery: changes, key: [id]}}}}
            columns:
              - {{name: id, data_type: varchar}}
              - {{name: agent, data_type: varchar}}
              - {{name: called_at, data_type: timestamp}}
              - {{name: typed_at, data_type: timestamp}}
          - name: meetings
            description: One row per meeting.
            config: {{meta: {{files: "meetings_{{extract_date}}.csv", delivery: changes, key: [id]}}}}
            columns:
              - {{name: id, data_type: varchar}}
              - {{name: agent, data_type: varchar}}
              - {{name: met_at, data_type: timestamp}}
              - {{name: typed_at, data_type: timestamp}}
              - {{name: customer, data_type: varchar}}
              - {{name: result, data_type: varchar}}
          - name: suggestions
            description: One row per suggestion.
            config: {{meta: {{files: "suggestions_{{extract_date}}.csv", delivery: changes, key: [id]}}}}
            columns:
              - {{name: id, data_type: varchar}}
              - {{name: agent, data_type: varchar}}
              - {{name: said_at, data_type: timestamp}}
              - {{name: typed_at, data_type: timestamp}}
              - {{name: why, data_type: varchar}}
              - {{name: settled_at, data_type: timestamp}}
"""
CALLS = """
    select
        delivered_in,
        extract_date,
        revision,
        id as record_id,
        agent as owner_id,
        agent as entered_by_id,
        typed_at as entered_at,
        called_at as event_at,
        'call' as activity_type
    from {{ source('SOURCE', 'calls') }}
"""
MEETINGS = """
    select
        delivered_in,
        extract_date,
        revision,
        id as record_id,
        agent as owner_id,
        agent as entered_by_id,
        typed_at as entered_at,
        met_at as event_at,
        'visit' as activity_type,
        customer as account_id,
        result as outcome
    from {{ source('SOURCE', 'meetings') }}
"""
COMPLAINTS = """
    select
        delivered_in,
        extract_date,
        revision,
        id as record_id,
        agent as owner_id,
        agent as entered_by_id,
        typed_at as entered_at,
        said_at as event_at,
        why as topic,
        settled_at as closed_at
    from {{ source('SOURCE', 'suggestions') }}
"""
BOTH = "select *, null as account_id, null as outcome from (" + CALLS + ") union all " + MEETINGS
# By file: the meetings of 3 March never came.
DELIVERED = {
    "calls_2026-03-02.csv": "C1,li,2026-02-27 10:00:00,2026-02-27 11:00:00",
    "calls_2026-03-03.csv": "C2,li,2026-03-02 14:00:00,2026-03-02 15:00:00",
    "calls_2026-03-04.csv": "C3,li,2026-03-02 14:00:00,2026-03-02 16:00:00\n"
    "C4,li,2026-03-02 14:00:00,2026-03-03 11:00:00",
    "meetings_2026-03-02.csv": "M1,li,2026-02-27 10:00:00,2026-02-27 11:00:00,A1,order",
    "meetings_2026-03-04.csv": "M2,li,2026-03-02 10:00:00,2026-03-02 10:30:00,A1,\n"
    "M3,li,2026-03-02 10:00:00,2026-03-03 11:00:00,,order",
    "suggestions_2026-03-02.csv": "P1,li,2026-02-27 10:00:00,2026-02-27 11:00:00,late,2026-03-02 08:00:00",
    "suggestions_2026-03-03.csv": "P2,li,2026-03-02 14:00:00,2026-03-02 15:00:00,,",
    "suggestions_2026-03-04.csv": "P3,li,2026-03-02 14:00:00,2026-03-03 11:00:00,broken,2026-03-04 08:00:00",
}
HEADS = {
    "calls": "id,agent,called_at,typed_at",
    "meetings": "id,agent,met_at,typed_at,customer,result",
    "suggestions": "id,agent,said_at,typed_at,why,settled_at",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, may_build: None) -> Home:
    folder = tmp_path_factory.mktemp("several")
    project = checkout(folder / "project")
    assert len(follow_recipe_of_an_entity(project)) == 7
    for source in SOURCES:
        staging = f"dbt_project/models/staging/{source}"
        apart = {"activities__calls": CALLS, "activities__meetings": MEETINGS}
        models = {"suggestions": COMPLAINTS, **(apart if source == "desk" else {"activities": BOTH})}
        add_files(project, {f"{staging}/_{source}__sources.yml": DECLARATION.format(source=source)})
        add_files(
            project,
            {f"{staging}/stg_{source}__{name}.sql": sql.replace("SOURCE", source) for name, sql in models.items()},
        )
        add_line(project, "dbt_project/dbt_project.yml", "  sources:", f"    {source}: [{', '.join(models)}]")
        promises = project / "dbt_project/seeds/extract_promises.csv"
        like = promises.read_text(encoding="utf-8").splitlines()[1].split(",")
        add_line(project, "dbt_project/seeds/extract_promises.csv", "source,", ",".join([source, "*", *like[2:]]))
        delivered = folder / "home" / "extracts" / source
        delivered.mkdir(parents=True)
        for name, rows in DELIVERED.items():
            (delivered / name).write_text(f"{HEADS[name.split('_')[0]]}\n{rows}\n", encoding="utf-8")
    home = Home(folder / "home", project)
    home.land(sources=SOURCES)
    with rules_of(project):
        home.build(tested=True)
    return home


@pytest.mark.parametrize("source", SOURCES)
def test_both_files_feed_one_entity_and_each_proves_and_promises_for_itself(home: Home, source: str) -> None:
    found = home.published(f"""
        select record_id, recorded_status, is_on_time, is_platform_fault
        from core.fct_record_entry where source = '{source}' and entity = 'activities' order by record_id
    """).fetchall()
    assert found == [
        ("C1", "unverified", True, False),
        ("C2", "credible", True, False),
        # The calls of 3 March, cut off at half past nine, did not have it.
        ("C3", "backdated", True, False),
        ("C4", "credible", False, False),
        ("M1", "unverified", True, False),
        # No meetings were delivered on 3 March, so that nothing proves that it was not there.
        # The extract that would have shown it, and M3, when they were due is missing: nobody's lateness.
        ("M2", "credible", None, True),
        ("M3", "credible", None, True),
    ]


def test_a_file_without_a_column_is_not_asked_for_it(home: Home) -> None:
    asked = """
        select source, entity, sum(assessed_count), sum(failed_count) from quality.fct_rule_results
        where rule_id = '{}' and source in ('desk', 'crm_2') group by all order by all
    """
    # Two of three meetings name their account. What a model selects as null counts as missing: four calls fail.
    found = home.published(asked.format("activity.account_present")).fetchall()
    assert found == [("crm_2", "activities", 7, 5), ("desk", "activities", 3, 1)]
    # Neither file tells how long a call or meeting took.
    assert home.published("""
        select source, rule_id, reason, record_count from quality.mart_not_assessed
        where reason like 'not applicable%' and rule_id like 'activity.%' order by all
    """).fetchall() == [
        ("crm_2", "activity.duration_in_range", "not applicable: calls does not deliver duration_minutes", 4),
        ("crm_2", "activity.duration_in_range", "not applicable: meetings does not deliver duration_minutes", 3),
        ("desk", "activity.account_present", "not applicable: calls does not deliver account_id", 4),
        ("desk", "activity.duration_in_range", "not applicable: calls does not deliver duration_minutes", 4),
        ("desk", "activity.duration_in_range", "not applicable: meetings does not deliver duration_minutes", 3),
        ("desk", "activity.outcome_present", "not applicable: calls does not deliver outcome", 4),
    ]


@pytest.mark.parametrize("source", SOURCES)
def test_an_entity_of_the_recipe_has_deadlines_rules_and_kpis_in_seven_files(home: Home, source: str) -> None:
    entries = home.published(f"""
        select record_id, recorded_status, is_on_time from core.fct_record_entry
        where source = '{source}' and entity = 'suggestions' order by record_id
    """).fetchall()
    assert entries == [("P1", "unverified", True), ("P2", "credible", True), ("P3", "credible", False)]
    asked = home.published(f"""
        select sum(assessed_count), sum(failed_count) from quality.fct_rule_results
        where source = '{source}' and rule_id = 'suggestion.topic_present'
    """).fetchall()
    assert asked == [(3, 1)]
    settled = home.published(f"""
        select subject_type, period_start::varchar, numerator, denominator from kpi.kpi_values
        where source = '{source}' and kpi_id = 'suggestion_closing_rate' and period_type = 'month'
            and subject_type in ('company', 'person')
        order by all
    """).fetchall()
    days = [("2026-02-01", 1, 1), ("2026-03-01", 1, 2)]
    assert settled == [(subject, *day) for subject in ("company", "person") for day in days]


def test_a_misspelled_column_is_refused_with_a_sentence(home: Home) -> None:
    model = home.project / "dbt_project/models/staging/desk/stg_desk__activities__meetings.sql"
    before = model.read_text(encoding="utf-8")
    model.write_text(before.replace("as account_id", "as acount_id"), encoding="utf-8")
    try:
        results = home.part("+int_records__first_seen")
        assert "stg_desk__activities__meetings selects acount_id, which activities does not have" in transform.failure(
            results, home.settings
        )
    finally:
        model.write_text(before, encoding="utf-8")
