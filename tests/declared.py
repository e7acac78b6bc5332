"""The declarations that the tests of rules follow: rules, and the columns of the relations that they read.

A column is declared in the YAML of its model, or is one that every version of every record has.
"""

from functools import cache
from pathlib import Path

import yaml

from expectations.rules import SUITES, Rule, Suite
from orchestration.settings import PROJECT

RULES: dict[str, tuple[Suite, Rule]] = {rule.rule_id: (suite, rule) for suite in SUITES for rule in suite.rules}
# What the canonical models add to the columns that an entity declares, as far as judging reads it.
OF_EVERY_RECORD = {
    "source": "varchar",
    "record_id": "varchar",
    "event_at": "timestamp",
    "occurred_at": "timestamp",
    "event_date": "date",
    "owner_id": "varchar",
    "accountable_id": "varchar",
    "entered_by_id": "varchar",
    "entered_at": "timestamp",
    "updated_by_id": "varchar",
    "updated_at": "timestamp",
    "is_deleted": "boolean",
    "delivered_in": "varchar",
    "extract_date": "date",
    "is_first_version": "boolean",
    "superseded_date": "date",
}
Columns = dict[str, str]


def columns_of(relation: str) -> Columns:
    """Names and types of the columns of a relation of schema `intermediate`."""
    shared = OF_EVERY_RECORD if relation.endswith("__versioned") else {}
    return shared | _models()[relation][1]


def file_of(relation: str) -> Path:
    """The YAML that declares it, from the checkout's folder."""
    return _models()[relation][0].relative_to(PROJECT)


@cache
def _models() -> dict[str, tuple[Path, Columns]]:
    """By model: its YAML, and the columns that have a type there."""
    found = {}
    for path in sorted((PROJECT / "dbt_project" / "models").rglob("*.yml")):
        for model in yaml.load(path.read_bytes(), yaml.CSafeLoader).get("models", []):
            typed = [column for column in model.get("columns", []) if "data_type" in column]
            found[model["name"]] = path, {column["name"]: column["data_type"] for column in typed}
    return found
