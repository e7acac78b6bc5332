"""The documentation's recipes for KPIs: whoever follows them gets the figures, whoever forgets a step is told."""

import datetime as dt
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest
from checkouts import WORDS, add_files, checkout, follow_recipe_of_an_entity, recipes
from made_once import made_once
from warehouse_home import Home

from orchestration.build import dbt
from orchestration.errors import ScorehouseError
from orchestration.settings import PROJECT

# What the documentation says changes seldom, and a parsed and built project of its own costs a minute.
pytestmark = pytest.mark.thorough
AS_OF = dt.datetime(2026, 5, 1)

# The entity whose sessions are counted: a fact, which no source delivers here; its rows are put into the warehouse.
SESSIONS = {
    "dbt_project/models/entities/website/sessions/int_sessions__delivered.sql": "{{ entity() }}",
    "dbt_project/models/entities/website/sessions/fct_sessions.sql": """
        select
            source,
            record_id as session_id,
            visitor_id,
            channel,
            started_on as started_date
        from {{ ref('int_sessions__delivered') }}
        """,
    "dbt_project/models/entities/website/sessions/sessions.yml": """
        models:
          - name: int_sessions__delivered
            description: Sessions of the websites of all sources, as last delivered. One row per session.
            data_tests: [{unique_combination: {arguments: {columns: [source, record_id]}}}]
            columns:
              - {name: visitor_id, data_type: varchar, description: Who visited.}
              - {name: channel, data_type: varchar, description: Where the visitor came from.}
              - {name: started_on, data_type: date, description: Day on which it began., config: {meta: {event: true}}}
          - name: fct_sessions
            description: Sessions of the website. One row per session.
            data_tests: [{unique_combination: {arguments: {columns: [source, session_id]}}}]
            columns:
              - {name: source, description: System the row comes from.}
              - {name: session_id, description: Id of the session in its source.}
              - {name: visitor_id, description: Who visited.}
              - {name: channel, description: Where the visitor came from.}
              - {name: started_date, description: Day on which it began.}
        """,
}
ROWS = """
    insert into intermediate.int_sessions__delivered (source, record_id, visitor_id, channel, started_on) values
    ('simulator', 's1', 'v1', 'search', '2026-03-02'), ('simulator', 's2', 'v1', 'search', '2026-03-02'),
    ('simulator', 's3', 'v1', 'mail', '2026-03-05'), ('simulator', 's4', 'v2', null, '2026-03-05'),
    ('simulator', 's5', 'v2', 'mail', '2026-04-01')
"""


def follow(project: Path) -> None:
    """Write what the recipes say into a checkout: a KPI into a file that is there, an area of its own with two KPIs."""
    (calls, share), *website = recipes("Add a KPI").items()
    sales = project / calls
    text = sales.read_text(encoding="utf-8")
    place = re.search(r"  - name: kpi_records__calls\n.*?        kpis:\n", text, re.DOTALL)
    assert place
    sales.write_text(text[: place.end()] + textwrap.indent(share, " " * 10) + text[place.end() :], encoding="utf-8")
    add_files(project, dict(website) | SESSIONS)
    words = (project / WORDS).read_text(encoding="utf-8")
    words = words.replace("  kpi_records: [", "  kpi_records: [website, ").replace(
        "  entities:\n", "  entities:\n    sessions: fact\n"
    )
    (project / WORDS).write_text(words, encoding="utf-8")


def build(home: Home, select: str, as_of: dt.datetime) -> None:
    """Build a part of the project, tests included."""
    assert not dbt.failure(
        dbt.build(home.settings, dbt.Stage("a recipe", select=select), dbt.Told(as_of)), home.settings
    )


@pytest.fixture(scope="module")
def followed(built: Home, shared: Path) -> Home:
    """The demonstration with the recipes' KPIs and entity; of the models only those are built again that show KPIs."""

    def make(folder: Path) -> None:
        home = Home(folder / "home", checkout(folder / "project"))
        follow_recipe_of_an_entity(home.project)
        follow(home.project)
        shutil.copytree(built.folder, home.folder, symlinks=True, ignore=shutil.ignore_patterns("dbt", "published"))
        with duckdb.connect(home.settings.warehouse) as warehouse:
            for (table,) in warehouse.sql(
                "select table_name from duckdb_tables() where schema_name = 'kpi'"
            ).fetchall():
                warehouse.execute(f"drop table kpi.{table}")
        as_of = built.warehouse("select max(cutoff_at) from core.fct_extracts").fetchall()[0][0]
        build(home, "int_sessions__delivered int_suggestions__versioned", as_of)
        with duckdb.connect(home.settings.warehouse) as warehouse:
            warehouse.execute(ROWS)
        build(home, "fct_sessions fct_suggestions path:models/kpis", as_of)

    folder = made_once(shared / "followed", make)
    return Home(folder / "home", folder / "project")


def test_a_kpi_of_components_that_exist_is_one_entry(followed: Home) -> None:
    (share,) = followed.warehouse("""
        select numerator, denominator, value from kpi.kpi_values
        where kpi_id = 'new_customer_call_share' and subject_type = 'company' and period_type = 'year'
    """).fetchall()
    (calls,) = followed.warehouse("""
        with calls as (
            from core.fct_activities where source = 'simulator' and activity_type = 'call' and not is_deleted
        ),
        -- How each deal of a customer stood at each call: by its last change until then.
        deals as (
            select calls.activity_id, max_by(changes.to_stage, changes.changed_at) as stage
            from calls
            inner join core.fct_opportunities as opportunities using (source, account_id)
            inner join core.fct_opportunity_stage_changes as changes
                on opportunities.source = changes.source and opportunities.opportunity_id = changes.opportunity_id
            where changes.changed_at <= calls.happened_at and not changes.is_deleted and not opportunities.is_deleted
            group by calls.activity_id, opportunities.opportunity_id
        )
        select
            count(*) filter (activity_id not in (select activity_id from deals where stage = 'won'))::double,
            count(*)::double
        from calls
    """).fetchall()
    assert share == (*calls, calls[0] / calls[1])
    assert 0 < share[2] < 1


def test_a_web_session_has_a_channel_and_no_person_and_a_visitor_is_one_in_each_channel(followed: Home) -> None:
    found = followed.warehouse("""
        select kpi_id, subject_type, subject_id, period_start::varchar, value::integer from kpi.kpi_values
        where kpi_id in ('website_sessions', 'website_visitors') and period_type = 'month'
    """).fetchall()
    assert sorted(found) == sorted(
        [
            ("website_sessions", "company", "simulator", "2026-03-01", 4),
            ("website_sessions", "company", "simulator", "2026-04-01", 1),
            ("website_sessions", "channel", "search", "2026-03-01", 2),
            ("website_sessions", "channel", "mail", "2026-03-01", 1),
            ("website_sessions", "channel", "(none)", "2026-03-01", 1),
            ("website_sessions", "channel", "mail", "2026-04-01", 1),
            ("website_visitors", "company", "simulator", "2026-03-01", 2),
            ("website_visitors", "company", "simulator", "2026-04-01", 1),
            ("website_visitors", "channel", "search", "2026-03-01", 1),
            ("website_visitors", "channel", "mail", "2026-03-01", 1),
            ("website_visitors", "channel", "(none)", "2026-03-01", 1),
            ("website_visitors", "channel", "mail", "2026-04-01", 1),
        ]
    )
    visitors = followed.warehouse("""
        select value::integer from kpi.kpi_values
        where (kpi_id, subject_type, period_type) = ('website_visitors', 'company', 'year')
    """).fetchall()
    assert visitors == [(2,)]


def test_the_laws_of_the_project_hold_with_the_recipes(tmp_path: Path, followed: Home) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("target", "logs", "__pycache__", "data", ".*"))
    checkout(project, followed.project)
    command = [sys.executable, "-m", "pytest", "tests/project", "-k", "laws", "-q", "-p", "no:cacheprovider"]
    outcome = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout[-2000:]


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory, followed: Home) -> Home:
    folder = tmp_path_factory.mktemp("forgetful")
    return Home(folder / "home", checkout(folder / "project", followed.project))


Edit = tuple[str, str, str]
FILE = "dbt_project/models/kpis/website/website.yml"
MISTAKES: dict[str, tuple[Edit, str]] = {
    "a word": (
        (WORDS, "[website, ", "["),
        "dbt_project/models/kpis/website/kpi_records__website.sql is not named in dbt_project.yml: "
        "add website to kpi_records",
    ),
    "a letter of a component": (
        (FILE, "numerator: sessions", "numerator: sesions"),
        f"KPI website_sessions in {FILE} names the component sesions, which no model of dbt_project/models/kpis makes",
    ),
    "a cut": (
        (FILE, "[company, channel]", "[company, campaign]"),
        f"KPI website_sessions in {FILE} is by campaign, by which kpi_records__website does not cut sessions",
    ),
    "a kind": (
        (FILE, "kind: distinct", "kind: unique"),
        f"KPI website_visitors in {FILE} is of the kind unique; write one of ratio, quotient, accuracy, sum, distinct, "
        "median, p90, stock, average_stock, difference, growth, contribution, composite",
    ),
    "a base": (
        (FILE, "denominator: sessions", "# no base"),
        f"KPI website_sessions in {FILE} is of the kind sum, which has a denominator",
    ),
    "an owner": (
        (FILE, "owner: marketing", "owner:"),
        f"KPI website_sessions in {FILE} lacks its owner",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_whoever_forgets_something_is_told_before_anything_is_built(forgetful: Home, mistake: str) -> None:
    (name, right, wrong), sentence = MISTAKES[mistake]
    file = forgetful.project / name
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    try:
        with pytest.raises(ScorehouseError, match=f"^dbt could not read the project: {re.escape(sentence)}; details"):
            dbt.build(forgetful.settings, dbt.Stage("nothing", select="dim_kpi"), dbt.Told(AS_OF))
        with duckdb.connect(forgetful.settings.warehouse) as warehouse:
            assert warehouse.sql("select * from duckdb_tables()").fetchall() == []
    finally:
        file.write_text(text, encoding="utf-8")
