"""What dbt finds in a context is the same as without the short way there."""

from types import SimpleNamespace
from typing import Any

import pytest
from dbt.clients.jinja import MacroStack
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt_common.clients import agate_helper

from orchestration.build import contexts


def test_of_several_macros_of_one_name_that_of_the_nearest_package_is_found() -> None:
    contexts.make_plain()
    dbts: dict[str, Any] = {"cast": "dbt's", "ref_to": "dbt's", "hash": "dbt's"}
    other: dict[str, Any] = {"cast": "the other's"}
    root: dict[str, Any] = {"cast": "the project's", "ref_to": "the project's"}
    own: dict[str, Any] = {"cast": "the node's"}
    namespace = MacroNamespace(root, own, dbts, {"other": other})
    found = {"cast": "the node's", "ref_to": "the project's", "hash": "dbt's", "other": other, "dbt": dbts}
    assert dict(namespace) == found
    assert {**namespace} == {name: namespace[name] for name in namespace} == found
    assert len(namespace) == len(found)
    assert namespace.get_from_package("other", "cast") == "the other's"


def test_the_macros_of_each_package_are_where_dbt_puts_them() -> None:
    contexts.make_plain()
    packages = {"dbt": ("cast", "hash"), "dbt_duckdb": ("cast",), "scorehouse": ("hash", "own"), "guest": ("cast",)}
    macros: Any = {
        package: {name: SimpleNamespace(name=name, package_name=package) for name in names}
        for package, names in packages.items()
    }
    builder = MacroNamespaceBuilder("scorehouse", "guest", MacroStack(), ["dbt_duckdb", "dbt"], None)
    found = builder.build_namespace(macros, {"a": 1})
    first = {name: found[name].macro.package_name for name in ("cast", "hash", "own")}
    assert first == {"cast": "guest", "hash": "scorehouse", "own": "scorehouse"}
    assert found["scorehouse"].keys() == {"hash", "own"}
    assert found.get_from_package("dbt", "hash").macro.package_name == "dbt"
    assert found["own"].context == {"a": 1}


def test_types_are_told_apart_as_by_a_tester_made_for_each_answer() -> None:
    contexts.make_plain()
    rows = [("1", 2, None, "2026-03-02"), ("x", 3, None, "")]
    for _ in range(2):
        table = agate_helper.table_from_rows(rows, ["a", "b", "c", "d"], text_only_columns=["a"])
        assert [type(kind).__name__ for kind in table.column_types] == ["Text", "Integer", "Integer", "Date"]
        assert agate_helper.table_from_rows(rows[:1], ["a", "b", "c", "d"]).columns["a"][0] == 1


def test_what_an_adapter_puts_over_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """That for Spark lets the word null in a seed be a word."""
    contexts.make_plain()
    of_the_adapter = object()
    monkeypatch.setattr(agate_helper, "build_type_tester", of_the_adapter)
    contexts.make_plain()
    assert agate_helper.build_type_tester is of_the_adapter
