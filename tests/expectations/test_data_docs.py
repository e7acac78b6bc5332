"""The pages show every rule and its counts, and nothing of anybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_warehouse import Warehouse

from expectations.rules import SUITES
from expectations.runner import judge

ORDERS = "int_orders__versioned"


@pytest.fixture(scope="module")
def pages(new_warehouse: Callable[[], Warehouse]) -> dict[str, str]:
    warehouse = new_warehouse()
    warehouse.add_clean()
    warehouse.add("int_contacts__versioned", occupation=None, age_years=73219, phone_hash="13912345678")
    warehouse.add("int_contacts__versioned", occupation="Geheimrat", is_phone_well_formed=False)
    folder = warehouse.path.with_name("pages")
    judge(warehouse.path, warehouse.judged, full=True, data_docs=folder)
    return {str(page.relative_to(folder)): page.read_text(encoding="utf-8") for page in folder.rglob("*.html")}


def test_every_rule_is_on_a_page_with_both_labels(pages: dict[str, str]) -> None:
    text = "".join(pages.values())
    for suite in SUITES:
        assert f"expectations/{suite.name}.html" in pages
        assert all(rule.rule_id in text and rule.name_zh in text for rule in suite.rules)


def test_the_pages_hold_no_personal_value(pages: dict[str, str]) -> None:
    text = "".join(pages.values())
    assert not [value for value in ("Baumeisterin", "Geheimrat", "13912345678", "5f1c", "73219") if value in text]


def test_every_judged_suite_has_a_page_of_results(pages: dict[str, str]) -> None:
    results = {Path(name).parts[1] for name in pages if name.startswith("validations/")}
    assert results == {suite.name for suite in SUITES}


def test_the_next_judgement_replaces_the_pages(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    warehouse.add_clean(ORDERS)
    for _ in range(2):
        judge(warehouse.path, warehouse.judged, full=True, data_docs=folder)
    assert len(list(folder.glob("validations/orders/**/*.html"))) == 1
    assert not list(tmp_path.glob(".aside-*"))


def test_pages_stay_where_nothing_new_was_judged(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    warehouse.add(ORDERS)
    judge(warehouse.path, warehouse.judged, full=True, data_docs=folder)
    before = (folder / "index.html").read_text(encoding="utf-8")
    judge(warehouse.path, warehouse.judged, full=False, data_docs=folder)
    assert (folder / "index.html").read_text(encoding="utf-8") == before
