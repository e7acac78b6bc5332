"""The parsed dbt project, which every law about models reads."""

import json
from pathlib import Path

import pytest
from laws import MARTS, Node
from made_once import made_once

from orchestration.build import dbt
from orchestration.settings import Settings


@pytest.fixture(scope="session")
def manifest(shared: Path) -> Node:
    """Dbt's manifest of this checkout."""

    def parse(folder: Path) -> None:
        folder.mkdir(parents=True)
        dbt.manifest_file(Settings(folder))

    file = dbt.target_folder(Settings(made_once(shared / "parsed", parse))) / "manifest.json"
    content: Node = json.loads(file.read_text(encoding="utf-8"))
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
