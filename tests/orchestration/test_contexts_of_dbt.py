"""What dbt finds in a context is the same as without the short way there."""

from typing import Any

from dbt.context.macros import MacroNamespace

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
