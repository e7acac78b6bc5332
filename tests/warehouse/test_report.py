"""The pages of pictures say what the published marts say, in both languages, and need nothing but themselves."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
from warehouse_home import Home

from orchestration.command.reporting import report
from orchestration.errors import ScorehouseError
from orchestration.report.asked import as_text
from orchestration.settings import Settings

SOURCE = "simulator"
_ROW, _CELL = re.compile(r"<tr>(.*?)</tr>"), re.compile(r"<t[hd]>(.*?)</t[hd]>")
Table = list[list[str]]


@pytest.fixture(scope="module")
def settings(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with what the demonstration has published."""
    home = tmp_path_factory.mktemp("report")
    (home / "published").symlink_to(built.settings.published)
    return Settings(home)


@pytest.fixture(scope="module")
def pages(settings: Settings) -> dict[str, str]:
    """The company's pages of its last month by language."""
    told = report(settings, sources=[SOURCE]).splitlines()
    files = {language: Path(file) for _, language, file in (line.split() for line in told)}
    assert [*files] == ["en", "zh"]
    return {language: file.read_text(encoding="utf-8") for language, file in files.items()}


def tables(page: str) -> dict[str, Table]:
    """The figures of each picture by its title, the headings first."""
    found = {}
    for section in page.split("<section>")[1:]:
        title = html.unescape(re.findall("<h2>(.*?)</h2>", section)[0])
        rows = _ROW.findall(section.partition("<table>")[2])
        found[title] = [[html.unescape(cell) for cell in _CELL.findall(row)] for row in rows]
    return found


def last_month(built: Home) -> date:
    ((month,),) = built.published("""
        select max(period_start) from kpi.mart_data_quality
        where source = 'simulator' and (subject_type, period_type, standing) = ('person', 'month', 'ranked')
    """).fetchall()
    assert isinstance(month, date)
    return month


def test_the_figures_of_a_kpi_are_those_of_the_marts(built: Home, pages: dict[str, str]) -> None:
    month, shown = last_month(built), tables(pages["en"])
    figures = built.published(f"""
        select kpis.name_en, kpis.unit, figures.value from kpi.kpi_values as figures inner join kpi.dim_kpi as kpis
        using (kpi_id)
        where figures.source = 'simulator' and figures.subject_type = 'company' and period_type = 'month'
            and period_start = '{month}' and value is not null
    """).fetchall()
    assert len(figures) > 50
    told = {row[0].partition(", CNY")[0]: row[-1] for table in shown.values() for row in table}
    for name, unit, value in figures:
        written = next(last for row, last in told.items() if row == name or row.startswith(f"{name}, "))
        number = float(written.rstrip("%").replace(",", "")) / (100 if unit == "rate" else 1)
        assert number == pytest.approx(value, abs=0.0006 if unit == "rate" else 0.006), name


def test_people_are_those_who_are_ranked_and_in_the_order_of_the_lower_bound(
    built: Home, pages: dict[str, str]
) -> None:
    ranked = built.published(f"""
        select subject_name, score, score_lower_bound, score_upper_bound, record_count from kpi.mart_data_quality
        where source = 'simulator' and (subject_type, period_type, standing) = ('person', 'month', 'ranked')
            and period_start = '{last_month(built)}'
        order by score_lower_bound desc, subject_id
    """).fetchall()
    _, *shown = tables(pages["en"])["Data quality by person"]
    assert [row[0].partition(" (")[0] for row in shown] == [name for name, *_ in ranked][:40]
    assert [row[1:] for row in shown] == [
        [*(f"{share:.1%}" for share in shares), str(records)] for _, *shares, records in ranked
    ][:40]


def test_what_is_lost_adds_up_to_all_failures_of_the_month(built: Home, pages: dict[str, str]) -> None:
    results = built.published("from quality.fct_rule_results where company = 'simulator'").df()
    of_month = results[results["event_date"].dt.to_period("M") == last_month(built).strftime("%Y-%m")]
    _, *shown = tables(pages["en"])["Where data quality is lost"]
    assert sum(int(row[1]) for row in shown) == of_month["failed_count"].sum()
    assert shown[-1][2] == "100.0%"
    assert f"make up {next(row[2] for row in shown if float(row[2][:-1]) >= 80)} of" in pages["en"]


def test_a_deal_counts_once_in_each_stage_that_it_was_in(built: Home, pages: dict[str, str]) -> None:
    deals = built.published("from core.fct_opportunities where source = 'simulator' and not is_deleted").df()
    changes = built.published("from core.fct_opportunity_stage_changes where source = 'simulator' and not is_deleted")
    opened = deals[deals["opened_date"].dt.to_period("M") == last_month(built).strftime("%Y-%m")]["opportunity_id"]
    reached = changes.df().query("opportunity_id in @opened").groupby("to_stage")["opportunity_id"].nunique()
    _, *shown = tables(pages["en"])["How far deals came"]
    assert {stage.lower(): int(count) for stage, count in shown} == reached.to_dict()
    assert f"Of {len(opened):,} deals" in pages["en"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_needs_nothing_but_itself(pages: dict[str, str], language: str) -> None:
    page = pages[language]
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\((?!#)|(src|href)=\"(https?:|//)", page)
    links = set(re.findall(r'href="([^"#]+)"', page))
    other = {"en": "zh", "zh": "en"}[language]
    assert [link.endswith(f".{other}.html") for link in links] == [True]


def test_both_languages_show_the_same_figures(pages: dict[str, str]) -> None:
    english, chinese = (list(tables(pages[language]).items()) for language in ("en", "zh"))
    assert len(english) == len(chinese)
    for (title, rows), (title_zh, rows_zh) in zip(english, chinese, strict=True):
        assert re.search("[一-鿿]", title_zh)
        assert not re.search("[一-鿿]", title)
        assert [figures(row) for row in rows] == [figures(row) for row in rows_zh]


def figures(row: list[str]) -> list[str]:
    """The cells behind the first that are no words."""
    return [cell for cell in row[1:] if re.search(r"^[\d.,%-]+$", cell)]


def test_a_source_that_scores_nobody_has_its_kpis(settings: Settings, built: Home) -> None:
    if not built.published("select 1 from kpi.kpi_values where source = 'online_store' limit 1").fetchall():
        pytest.skip("no real data; set SCOREHOUSE_REAL_DATA to the folder that holds online_store")
    report(settings, sources=["online_store"], period="quarter", day=date(2014, 11, 30))
    page = (settings.reports / "online_store_quarter_2014-10-01.en.html").read_text(encoding="utf-8")
    shown = tables(page)
    assert "Data quality by person" not in shown
    ((sales,),) = built.published("""
        select sum(line_amount) from core.fct_order_lines
        where source = 'online_store' and ordered_date between '2014-10-01' and '2014-12-31'
    """).fetchall()
    (row,) = (row for row in shown["Sales"] if row[0] == "Sales by orders, USD")
    assert row[-1] == f"{sales:,.2f}"
    assert "online_store, 2014 quarter 4" in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"sources": ["nobody"]}, "No figures of nobody are published; there are those of .*simulator"),
        ({"day": date(1990, 1, 1)}, "Nothing is known of the month of 1990-01-01"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(settings: Settings, asked: dict, told: str) -> None:
    with pytest.raises(ScorehouseError, match=told):
        report(settings, **asked)


def test_without_a_published_copy_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ScorehouseError, match="Nothing is published yet: run scorehouse run first"):
        report(Settings(tmp_path))


def test_periods_are_written_as_people_say_them() -> None:
    start = date(2026, 4, 1)
    assert [as_text([start], period)[start] for period in ("week", "month", "quarter", "year")] == [
        "2026-04-01",
        "2026-04",
        "2026 Q2",
        "2026",
    ]
