"""The pages show every rule, its counts and the keys of what fails, nothing of anybody, and need no web."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from small_warehouse import Warehouse

from expectations.rules import SUITES
from expectations.runner import judge

ORDERS, CONTACTS = "int_orders__versioned", "int_contacts__versioned"
OCCUPATION = "rules/contact.occupation_present.html"
# Whatever makes a browser fetch something, and any address of the web.
FETCHED = re.compile(r"https?:|//\w|<(?:script|link|img|iframe|object|embed)\b|@import|url\(|\bsrc=", re.IGNORECASE)


@pytest.fixture(scope="module")
def pages(new_warehouse: Callable[[], Warehouse]) -> dict[str, str]:
    warehouse = new_warehouse()
    warehouse.add_clean()
    warehouse.add(CONTACTS, record_id="r<7>", occupation=None, age_years=73219, phone_hash="13912345678")
    warehouse.add(CONTACTS, occupation="Geheimrat", is_phone_well_formed=False)
    return written(warehouse)


def written(warehouse: Warehouse) -> dict[str, str]:
    folder = warehouse.path.with_name("pages")
    judge(warehouse.path, warehouse.judged, full=True, data_docs=folder)
    return {
        str(page.relative_to(folder)): page.read_text(encoding="utf-8") for page in folder.rglob("*") if page.suffix
    }


def test_every_rule_is_in_the_index_with_both_labels_and_has_a_page(pages: dict[str, str]) -> None:
    rules = [rule for suite in SUITES for rule in suite.rules]
    assert pages.keys() == {"index.html"} | {f"rules/{rule.rule_id}.html" for rule in rules}
    index = unescape(pages["index.html"])
    for rule in rules:
        assert f'href="rules/{rule.rule_id}.html"' in index
        assert rule.name_en in index
        assert rule.name_zh in index


def test_every_link_leads_to_a_page(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for link in re.findall(r'href="([^"]+)"', text):
            assert str((Path("/") / name).parent.joinpath(link).resolve().relative_to("/")) in pages, (name, link)


def test_no_page_loads_anything_from_the_web(pages: dict[str, str]) -> None:
    assert {name: FETCHED.findall(text) for name, text in pages.items() if FETCHED.search(text)} == {}


@pytest.mark.parametrize("line", ['<script src="x.js">', "<link href=a.css>", "@import 'a'", "//cdn.x/a", "url(a.png)"])
def test_what_would_be_loaded_would_be_found(line: str) -> None:
    assert FETCHED.search(line)


def test_the_page_of_a_rule_says_how_many_fail_and_which(pages: dict[str, str]) -> None:
    page = pages[OCCUPATION]
    assert '<tr><td>all days</td><td class="n">3</td><td class="n">1</td><td class="n">33.3%</td></tr>' in page
    assert '<span class="warns">warns</span>' in page
    assert "<td>crm</td><td>contacts</td><td>r&lt;7&gt;</td><td>2026-03-03</td><td>2026-03-02</td>" in page
    assert "r<7>" not in page


def test_the_pages_hold_no_personal_value(pages: dict[str, str]) -> None:
    text = "".join(pages.values())
    assert not [value for value in ("Baumeisterin", "Geheimrat", "13912345678", "5f1c", "73219") if value in text]


def test_the_next_judgement_replaces_the_pages(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    warehouse.add_clean(ORDERS)
    for _ in range(2):
        judge(warehouse.path, warehouse.judged, full=True, data_docs=folder)
        assert not (folder / "stranger.html").exists()
        (folder / "stranger.html").touch()
    assert not list(tmp_path.glob(".aside-*"))


def test_pages_stay_the_same_where_nothing_new_was_judged(warehouse: Warehouse) -> None:
    warehouse.add(ORDERS)
    before = written(warehouse)
    judge(warehouse.path, warehouse.judged, full=False, data_docs=warehouse.path.with_name("again"))
    again = warehouse.path.with_name("again")
    assert {name: (again / name).read_text(encoding="utf-8") for name in before} == before
