"""The relations that rules are asked of have, in a built warehouse, the columns that are declared of them."""

import pytest
from declared import columns_of, file_of
from warehouse_home import Home

from expectations.rules import SUITES


@pytest.mark.parametrize("relation", sorted({suite.relation for suite in SUITES}))
def test_a_judged_relation_has_the_declared_columns_with_their_types(built: Home, relation: str) -> None:
    described = built.warehouse(f"describe intermediate.{relation}").fetchall()
    found = {name: type_.lower() for name, type_, *_ in described}
    declared = {name: type_.lower() for name, type_ in columns_of(relation).items()}
    differing = {name: type_ for name, type_ in declared.items() if found.get(name) != type_}
    assert not differing, f"{file_of(relation)} declares {differing}; the warehouse has {found}."
