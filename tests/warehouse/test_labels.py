"""Readers in English and in Chinese find a name for every code that the marts have."""

import re

import pytest
from warehouse_home import Home

from orchestration.build.parsing import read_manifest
from orchestration.settings import PROJECT, Settings


@pytest.fixture(scope="module")
def codes(built: Home) -> list[tuple[str, str]]:
    """Mart and column of everything that is declared to be a code."""
    return [
        (f"{node['schema']}.{node['name']}", name)
        for node in read_manifest(Settings(built.folder, PROJECT))["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
        for name, column in node["columns"].items()
        if column["config"]["meta"].get("coded")
    ]


def unnamed(home: Home, mart: str, column: str, labels: str = "core.dim_label") -> list[str]:
    """Codes of a column that have no name."""
    rows = home.published(f"""
        select distinct '{mart}.{column}: ' || {column} from {mart}
        where {column} not in (select code from {labels} where column_name = '{column}') order by 1
    """).fetchall()
    return [sentence for (sentence,) in rows]


def test_every_code_has_a_name_in_two_languages(built: Home, codes: list[tuple[str, str]]) -> None:
    assert len(codes) > 50
    assert [sentence for mart, column in codes for sentence in unnamed(built, mart, column)] == []


def test_a_code_without_a_name_is_told(built: Home) -> None:
    labels = "(from core.dim_label where code != 'call')"
    assert unnamed(built, "core.fct_activities", "activity_type", labels) == ["core.fct_activities.activity_type: call"]


def test_the_names_are_in_their_language(built: Home) -> None:
    for code, english, chinese in built.warehouse("select code, name_en, name_zh from core.dim_label").fetchall():
        assert re.search("[A-Za-z]", english) and not re.search("[\u4e00-\u9fff]", english), code
        assert re.search("[\u4e00-\u9fff]", chinese), code
