"""What a BI tool finds in the published copy: comments, dimensions that join without doubling, views that add up."""

import pandas as pd
import pytest
from warehouse_home import Home

from orchestration.build.copying import Mart, public_marts
from orchestration.build.parsing import read_manifest
from orchestration.settings import PROJECT, Settings


@pytest.fixture(scope="module")
def marts(built: Home) -> list[Mart]:
    return public_marts(read_manifest(Settings(built.folder, PROJECT)))


def test_every_table_and_column_says_what_it_is(built: Home) -> None:
    tables = built.published("select table_name, comment from duckdb_tables()").fetchall()
    columns = built.published("""
        select table_name || '.' || column_name, comment from duckdb_columns()
        where table_name in (select table_name from duckdb_tables())
    """).fetchall()
    assert len(tables) > 40
    assert [name for name, comment in [*tables, *columns] if not comment] == []


def test_a_dimension_never_doubles_the_rows_of_a_mart_that_it_joins(built: Home, marts: list[Mart]) -> None:
    dimensions, joined = {mart.title: mart for mart in marts}, 0
    for mart in marts:
        for column, title in mart.joins.items():
            dimension = dimensions[title]
            on = [f"mart.{column} = dimension.{dimension.named_by}"]
            if "company" in dimension.columns:
                on.append(f"mart.{mart.company_in} = dimension.company")
            counts = built.published(f"""
                select count(*), count(dimension.{dimension.named_by}), (select count(*) from {mart.title})
                from {mart.title} as mart left join {title} as dimension on {" and ".join(on)}
            """).fetchall()
            ((rows, matched, before),) = counts
            assert rows == before, f"{mart.title}.{column}"
            joined += bool(matched)
    assert joined > 100


def holds_people(built: Home, title: str, column: str) -> bool:
    """Whether ids of people stand in a column; those of the simulated company are like no others."""
    people = "select person_id from core.dim_person where company = 'simulator' and not is_inferred"
    return bool(built.published(f"select 1 from {title} where {column} in ({people}) limit 1").fetchall())


def test_only_columns_that_lead_to_the_people_hold_their_ids(built: Home, marts: list[Mart]) -> None:
    # A subject is a person, a team or an office.
    others = [
        (mart.title, column)
        for mart in marts
        for column in mart.columns
        if column.endswith("_id") and column != "subject_id" and not f"_{column}".endswith("_person_id")
    ]
    assert len(others) > 70
    assert [column for column in others if holds_people(built, *column)] == []
    assert holds_people(built, "core.fct_leads", "owner_person_id")


def test_every_person_of_an_entry_is_in_the_dimension_of_people(built: Home) -> None:
    missing = built.published("""
        select count(*) from core.fct_record_entry as entry anti join core.dim_person as person
        on entry.accountable_person_id = person.person_id and entry.company = person.company
        where entry.accountable_person_id is not null
    """)
    assert missing.fetchall() == [(0,)]


def test_a_person_is_what_the_newest_version_says(built: Home) -> None:
    people = built.published("from core.dim_person").df().set_index(["company", "person_id"]).sort_index()
    versions = built.published("from core.dim_employee").df().sort_values("valid_from")
    newest = versions.groupby(["company", "person_id"]).last().sort_index()
    assert list(people.index) == list(newest.index)
    assert len(people) > 400
    for column in ("name", "role", "team_id", "office_id", "is_active"):
        found, expected = people[column].fillna("-"), newest[column].fillna("-")
        assert list(found) == list(expected), column


def test_a_day_has_the_week_month_quarter_and_year_that_pandas_gives_it(built: Home) -> None:
    days = built.published("from core.dim_date").df().set_index("date").sort_index()
    index = pd.DatetimeIndex(days.index)
    iso = index.isocalendar()
    assert index.is_unique
    assert len(index) > 30_000
    expected = {
        "weekday": iso.day,
        "is_weekend": index.day_of_week >= 5,
        "week_start": index.to_period("W").start_time,
        "week": [f"{year}-W{week:02}" for year, week in zip(iso.year, iso.week, strict=True)],
        "month": index.strftime("%Y-%m"),
        "month_start": index.to_period("M").start_time,
        "quarter": [f"{day.year}-Q{day.quarter}" for day in index],
        "quarter_start": index.to_period("Q").start_time,
        "year": index.year,
        "year_start": index.to_period("Y").start_time,
        "fiscal_year": index.year,
        "fiscal_quarter": index.quarter,
        "fiscal_month": index.month,
    }
    for column, values in expected.items():
        assert (days[column].to_numpy() == pd.Series(values).to_numpy()).all(), column


def test_the_views_of_a_mart_are_its_rows_of_one_kind_of_subject_and_of_period(built: Home, marts: list[Mart]) -> None:
    for mart in (mart for mart in marts if mart.views_by):
        codes = ", ".join(mart.views_by)
        kinds = built.published(f"select {codes}, count(*) from {mart.title} group by all").fetchall()
        assert len(kinds) >= 20
        for *found, count in kinds:
            view = f"{mart.title}__{'_'.join(found)}"
            assert built.published(f"select count(*) from {view}").fetchall() == [(count,)]
            assert not set(built.published(f"from {view} limit 0").columns) & set(mart.views_by)


def test_a_plain_sum_over_a_view_is_the_figure_of_the_company(built: Home) -> None:
    of_people, of_company = (
        built.published(f"""
            select sum(numerator), sum(denominator) from kpi.kpi_values__{level}_month
            where kpi_id = 'data_quality_timeliness' or kpi_id = 'win_rate'
        """).fetchall()
        for level in ("person", "company")
    )
    assert of_people == of_company != [(None, None)]


def test_figures_of_money_and_only_they_have_the_currency_of_their_company(built: Home) -> None:
    found = built.published("""
        select distinct kpis.unit = 'amount', figures.source, figures.currency
        from kpi.kpi_values as figures inner join kpi.dim_kpi as kpis using (kpi_id)
    """).fetchall()
    sources = {source for _, source, _ in found}
    dollars = {(source, "USD") for source in ("maven", "online_store", "rfm_orders", "zoho")}
    reported = {("simulator", "CNY"), ("campaign_response", "XXX"), *dollars}
    assert reported >= {(source, money) for amount, source, money in found if amount}
    assert (True, "simulator", "CNY") in found
    assert {row for row in found if not row[0]} == {(False, source, None) for source in sources}
