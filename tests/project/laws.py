"""What the laws of the project share: where things are, and how a broken law is told.

A law is a test that collects sentences; each says what to write, and where.
"""

import csv
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
import yaml

from orchestration.settings import PROJECT

DBT = PROJECT / "dbt_project"
LAYERS = ("seeds", "staging", "intermediate", "core", "entry", "quality", "kpi")
MARTS = ("core", "entry", "quality", "kpi")
Node = Mapping[str, Any]


def refuse(sentences: Iterable[str]) -> None:
    """Fail with the sentences, if there are any."""
    found = sorted(sentences)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def file_of(node: Node) -> str:
    """The SQL of a model, from the checkout's folder."""
    return f"dbt_project/{node['original_file_path']}"


def yaml_of(node: Node) -> str:
    """The YAML that describes a model, or the folder where it belongs."""
    described = (node["patch_path"] or "").split("://")[-1]
    return f"dbt_project/{described}" if described else f"a YAML file beside {file_of(node)}"


def folder_of(node: Node) -> str:
    """Name of the folder that a model's SQL lies in."""
    return str(node["original_file_path"].split("/")[-2])


def is_judged(node: Node) -> bool:
    """Whether it is, or stages, what the expectations found."""
    return "judged" in node["fqn"]


def parents(manifest: Node, node: Node) -> list[Node]:
    """Models, seeds and sources that a node reads."""
    everything = manifest["nodes"] | manifest["sources"]
    return [everything[parent] for parent in node["depends_on"]["nodes"] if parent in everything]


def variables() -> dict[str, Any]:
    """The variables that the dbt project declares."""
    declared: dict[str, Any] = yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    return declared


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (DBT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
