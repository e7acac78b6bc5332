"""Fixtures of the expectations' tests: empty warehouses on disk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse."""
    return Warehouse(tmp_path)


@pytest.fixture(scope="module")
def new_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Warehouse]:
    """Makes empty warehouses that may be judged once for a whole module."""
    return lambda: Warehouse(tmp_path_factory.mktemp("warehouse"))
