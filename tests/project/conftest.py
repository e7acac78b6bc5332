"""The parsed dbt project, which every law about models reads."""

from pathlib import Path

import pytest
from laws import MARTS, Node

from orchestration.build.parsing import read_manifest
from orchestration.settings import Settings


@pytest.fixture(scope="session")
def manifest(shared: Path) -> Node:
    """Dbt's manifest of this checkout."""
    content: Node = read_manifest(Settings(shared / "parsed"))
    return content


@pytest.fixture(scope="session")
def models(manifest: Node) -> dict[str, Node]:
    """All models by dbt's id."""
    nodes = manifest["nodes"].values()
    return {node["unique_id"]: node for node in nodes if node["resource_type"] == "model"}


@pytest.fixture(scope="session")
def marts(models: dict[str, Node]) -> list[Node]:
    """Models of the marts that are tables or that everybody may read."""
    return [
        node
        for node in models.values()
        if node["schema"] in MARTS and (node["access"] == "public" or node["config"]["materialized"] == "table")
    ]
