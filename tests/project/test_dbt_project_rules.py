"""The rules that every model, seed and KPI of the dbt project keeps, read from its manifest and its seeds."""

import csv
import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any, get_args

import pytest
import yaml
from declared_kpis import declared_kpis

from expectations.rules import Dimension
from orchestration import transform
from orchestration.settings import PROJECT, Settings

DBT = PROJECT / "dbt_project"
LAYERS = ("seeds", "staging", "intermediate", "core", "entry", "quality", "kpi")
MARTS = ("core", "entry", "quality", "kpi")
NAMES = {
    "staging": r"(stg|base)_[a-z]+__([a-z_]+s|outreach)",
    "intermediate": r"int_([a-z_]+s|outreach)(__([a-z]+_)?([a-z]*ed|seen|held))?",
    "core": r"(dim|fct)_[a-z_]+",
    "entry": r"(dim|fct|mart)_[a-z_]+",
    "quality": r"(dim|fct|mart)_[a-z_]+",
    "kpi": r"(dim|fct|mart|kpi)_[a-z_]+",
}
CLOCKS = re.compile(
    r"\b(current_date|current_timestamp|localtimestamp|get_current_timestamp|transaction_timestamp)\b"
    r"|\b(now|today|getdate|sysdate)\s*\(|run_started_at|modules\.datetime",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
Node = Mapping[str, Any]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Node:
    settings = Settings(tmp_path_factory.mktemp("parsed"))
    return json.loads(transform.manifest_file(settings).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: Node) -> dict[str, Node]:
    nodes = manifest["nodes"].values()
    return {node["unique_id"]: node for node in nodes if node["resource_type"] == "model"}


@pytest.fixture(scope="module")
def marts(models: dict[str, Node]) -> list[Node]:
    """Models of the marts that are tables or that everybody may read."""
    return [
        node
        for node in models.values()
        if node["schema"] in MARTS and (node["access"] == "public" or node["config"]["materialized"] == "table")
    ]


def seed(name: str) -> list[dict[str, str]]:
    with (DBT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parents(manifest: Node, node: Node) -> list[Node]:
    """Models, seeds and sources that a node reads."""
    everything = manifest["nodes"] | manifest["sources"]
    return [everything[parent] for parent in node["depends_on"]["nodes"] if parent in everything]


def is_judged(node: Node) -> bool:
    """Whether it is, or stages, what the expectations found."""
    return "judged" in node["fqn"]


def folder_of(node: Node) -> str:
    return node["original_file_path"].split("/")[-2]


def test_models_live_in_the_layers_and_are_named_for_them(models: dict[str, Node]) -> None:
    assert len(models) > 60
    for node in models.values():
        assert node["schema"] in NAMES, node["name"]
        assert re.fullmatch(NAMES[node["schema"]], node["name"]), node["name"]


def test_a_staging_model_is_named_for_the_source_whose_folder_it_is_in(models: dict[str, Node]) -> None:
    for node in models.values():
        if node["schema"] == "staging":
            assert node["name"].split("__")[0].split("_", 1)[1] == folder_of(node), node["name"]


def test_every_description_ends_with_the_grain(models: dict[str, Node]) -> None:
    lacking = [n["name"] for n in models.values() if not re.search(r"One row per [^.]+\.$", n["description"].strip())]
    assert lacking == []


def test_every_mart_describes_each_of_its_columns(marts: list[Node]) -> None:
    for node in marts:
        assert node["columns"], node["name"]
        silent = [column["name"] for column in node["columns"].values() if len(column["description"]) < 4]
        assert silent == [], node["name"]


def test_every_mart_has_a_tested_key(manifest: Node, marts: list[Node]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and (node["test_metadata"] or {}).get("name") in ("unique", "unique_combination")
    }
    without = {node["name"] for node in marts if node["unique_id"] not in tested}
    # A record is behind a figure once for each time it counts, so that its rows have no key.
    assert without == {"kpi_records"}


def test_every_canonical_and_staging_model_has_a_tested_key(manifest: Node, models: dict[str, Node]) -> None:
    tested = {node["attached_node"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    kept = [node for node in models.values() if node["schema"] in ("staging", "intermediate")]
    # Rejects have no key of their own: the same line may be rejected for more than one reason.
    assert {node["name"] for node in kept if node["unique_id"] not in tested} == {"stg_landing__rejects"}


def test_what_everybody_may_read_has_an_enforced_contract(models: dict[str, Node]) -> None:
    public = [node for node in models.values() if node["access"] == "public"]
    assert len(public) > 20
    assert [node["name"] for node in public if not node["config"]["contract"]["enforced"]] == []
    assert {node["schema"] for node in public} <= set(MARTS)


def test_canonical_relations_of_entities_have_an_enforced_contract(models: dict[str, Node]) -> None:
    unified = [node for node in models.values() if node["name"].endswith("__unified")]
    assert len(unified) >= 9
    assert [node["name"] for node in unified if not node["config"]["contract"]["enforced"]] == []


def test_layers_read_only_layers_before_them(manifest: Node, models: dict[str, Node]) -> None:
    for node in models.values():
        for parent in parents(manifest, node):
            if parent["resource_type"] == "source":
                assert node["schema"] == "staging", f"{node['name']} reads a source"
            else:
                order = LAYERS.index(parent["schema"]), LAYERS.index(node["schema"])
                assert order == tuple(sorted(order)), f"{node['name']} reads {parent['name']}"


def test_a_source_is_read_by_its_own_staging_models_and_they_by_the_canonical_ones(
    manifest: Node, models: dict[str, Node]
) -> None:
    for node in models.values():
        for parent in parents(manifest, node):
            if parent["resource_type"] == "source":
                assert parent["source_name"] == folder_of(node), node["name"]
            elif node["schema"] == "staging" and parent["resource_type"] == "model":
                assert folder_of(parent) == folder_of(node), node["name"]
            elif node["schema"] in MARTS and parent["schema"] == "staging":
                assert (node["schema"], is_judged(parent)) == ("quality", True), (
                    f"{node['name']} reads {parent['name']}"
                )


def test_nothing_reads_the_clock(manifest: Node) -> None:
    code = {name: node.get("raw_code", "") for name, node in manifest["nodes"].items()}
    ours = {
        name: macro["macro_sql"] for name, macro in manifest["macros"].items() if macro["package_name"] == "scorehouse"
    }
    assert len(ours) > 20
    assert {name: CLOCKS.search(text) for name, text in (code | ours).items() if CLOCKS.search(text)} == {}


def test_the_declared_sources_are_those_that_have_a_folder_and_staging_models(models: dict[str, Node]) -> None:
    declared = sources()
    staged: dict[str, set[str]] = {}
    for node in models.values():
        if node["schema"] == "staging" and node["name"].startswith("stg_") and not is_judged(node):
            source, entity = node["name"].removeprefix("stg_").split("__")
            staged.setdefault(source, set()).add(entity)
    assert set(staged.pop("landing")) == {"manifests", "rejects", "publications"}
    assert {source: set(entities) for source, entities in declared.items()} == staged
    folders = {path.parent.name for path in DBT.glob("models/staging/*/_*__sources.yml")}
    assert folders == set(declared)


def settings_of_dbt() -> dict[str, Any]:
    return yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))


def sources() -> dict[str, list[str]]:
    return settings_of_dbt()["vars"]["sources"]


def test_every_kpi_has_two_names_a_definition_and_known_words() -> None:
    kpis = declared_kpis()
    assert len(kpis) > 50
    for kpi in kpis:
        assert CHINESE.search(kpi["name_zh"]), kpi["id"]
        assert not CHINESE.search(kpi["name_en"]), kpi["id"]
        assert len(kpi["definition"]) > 10, kpi["id"]
        assert kpi["direction"] in ("up", "down"), kpi["id"]
        assert kpi["perspective"] in ("financial", "customer", "process", "learning"), kpi["id"]


def test_the_kpis_of_an_area_stand_in_one_file_named_for_it() -> None:
    files = [path for path in DBT.glob("models/kpis/*/*.yml") if "kpis:" in path.read_text(encoding="utf-8")]
    assert [path for path in files if path.stem != path.parent.name] == []
    assert {kpi["area"] for kpi in declared_kpis()} == {path.stem for path in files}


def test_every_model_of_components_is_in_the_folder_of_an_area_and_in_the_word_list(models: dict[str, Node]) -> None:
    words = settings_of_dbt()["vars"]
    areas = {kpi["area"] for kpi in declared_kpis()}
    for kind in ("kpi_records", "kpi_counts"):
        made = {node["name"]: node for node in models.values() if node["name"].startswith(f"{kind}__")}
        assert set(made) == {f"{kind}__{word}" for word in words[kind]}
        assert [name for name, node in made.items() if folder_of(node) not in areas] == []


def test_every_component_that_a_kpi_names_is_noted_by_the_model_that_makes_it(models: dict[str, Node]) -> None:
    made: dict[str, list[Node]] = {}
    for node in models.values():
        for note in node["config"]["meta"]:
            if note.startswith("makes "):
                made.setdefault(note.removeprefix("makes "), []).append(node)
    for kpi in declared_kpis():
        if kpi["kind"] not in ("difference", "growth", "composite"):
            named = [kpi[side] for side in ("numerator", "denominator") if side in kpi]
            assert set(named) <= set(made), kpi["id"]
    unwritten = [
        component
        for component, nodes in made.items()
        for node in nodes
        if f"'{component}'" not in node["raw_code"] and "quality_components()" not in node["raw_code"]
    ]
    assert unwritten == []


def test_the_counts_of_data_quality_are_those_of_the_dimensions_that_rules_may_have(models: dict[str, Node]) -> None:
    (node,) = (node for node in models.values() if node["name"] == "kpi_counts__quality")
    noted = {note.removeprefix("makes ") for note in node["config"]["meta"]} - {"kpis"}
    outcomes = ("assessed", "passed", "waived", "open")
    expected = {f"{dimension}_{outcome}" for dimension in get_args(Dimension) for outcome in outcomes}
    assert noted - {"values_checked", "values_valid", "days_unreported"} == expected


def test_the_parents_of_kpis_exist_and_no_kpi_drives_itself() -> None:
    parent = {kpi["id"]: kpi.get("parent") for kpi in declared_kpis()}
    assert len(parent) == len(declared_kpis())
    for kpi in parent:
        path = [kpi]
        while above := parent[path[-1]]:
            path.append(above)
            assert path[-1] in parent, f"{path[-2]} has no parent {path[-1]}"
            assert len(path) == len(set(path)), path


def test_the_dimensions_of_the_score_have_weights_that_sum_to_a_hundred() -> None:
    weights = [int(row["weight"]) for row in seed("dimension_weights") if row["valid_to"] == "9999-12-31"]
    assert sum(weights) == 100
    assert min(weights) > 0


def test_the_days_of_every_calendar_are_given_once_and_in_a_year_it_knows() -> None:
    years = {(row["calendar"], row["year"]) for row in seed("calendar_years")}
    assert len(years) == len(seed("calendar_years"))
    days = [(row["calendar"], row["date"]) for row in seed("calendar_exceptions")]
    assert len(days) == len(set(days))
    assert {(calendar, str(dt.date.fromisoformat(day).year)) for calendar, day in days} <= years
