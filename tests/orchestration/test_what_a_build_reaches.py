"""Which models a build makes, by the graph of the checkout's own project and by small graphs drawn by hand."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from orchestration.build.dbt import Told, variables
from orchestration.build.parsing import read_manifest
from orchestration.build.reach import CANONICAL, TOLD, of_others, reached, to_build
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.settings import Settings

ACTIVITIES = frozenset({("simulator", "activities")})


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def manifest(settings: Settings) -> Mapping[str, Any]:
    return read_manifest(settings)


def models(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def names(manifest: Mapping[str, Any], ids: Collection[str]) -> set[str]:
    return {manifest["nodes"][key]["name"] for key in ids}


def test_an_extract_reaches_its_entity_and_the_scores_and_no_entity_beside_it(manifest: Mapping[str, Any]) -> None:
    found = names(manifest, reached(manifest, ACTIVITIES))
    assert {"stg_simulator__activities", "int_activities__versioned", "fct_kpi_components", "kpi_values"} <= found
    beside = {"int_accounts__versioned", "int_orders__versioned", "int_employees__listed", "dim_calendar_day"}
    assert beside <= models(manifest).keys() - found


def test_every_extract_together_reaches_all_but_what_reads_none(
    manifest: Mapping[str, Any], settings: Settings
) -> None:
    declared = load_declarations(settings.staging_models)
    everything = {(name, entity) for name, source in declared.items() for entity in source.entities}
    delivered = {f"source.scorehouse.{source}.{entity}" for source, entity in everything}
    assert delivered < manifest["sources"].keys()
    for name in models(manifest).keys() - names(manifest, reached(manifest, everything)):
        assert not ancestors(manifest, models(manifest)[name]["unique_id"]) & delivered, name


def ancestors(manifest: Mapping[str, Any], unique_id: str) -> set[str]:
    found: set[str] = set()
    waiting = [unique_id]
    while waiting:
        parents = set(manifest["parent_map"].get(waiting.pop(), ())) - found
        found |= parents
        waiting += parents
    return found


def test_of_sources_that_delivered_nothing_the_staging_models_and_their_tests_are_left_out(
    manifest: Mapping[str, Any], settings: Settings
) -> None:
    declared = load_declarations(settings.staging_models).keys()
    assert of_others(manifest, declared) == frozenset()
    left_out = of_others(manifest, declared - {"zoho"})
    staged = {name for name in models(manifest) if name.startswith("stg_zoho__")}
    assert {manifest["nodes"][key]["name"] for key in left_out if key.startswith("model.")} == staged
    tested = {key for key in left_out if key.startswith("test.")}
    assert tested
    assert all("stg_zoho__" in str(manifest["nodes"][key]["depends_on"]["nodes"]) for key in tested)


def test_what_a_build_tells_the_models_is_what_makes_them_be_made_again() -> None:
    _, told = variables(Told(datetime(2026, 3, 2), date(2026, 3, 2)))
    assert json.loads(told).keys() == set(TOLD)


def test_what_reads_the_instant_is_made_without_new_extracts(manifest: Mapping[str, Any]) -> None:
    read = {name for name, node in models(manifest).items() if "var('as_of')" in node["raw_code"].replace('"', "'")}
    assert len(read) > 3
    assert read <= names(manifest, to_build(manifest, ()))


def test_what_the_judgement_says_is_read_anew_each_time(manifest: Mapping[str, Any]) -> None:
    judged = {name for name in models(manifest) if name.startswith("stg_judged__")}
    assert judged
    assert judged <= names(manifest, reached(manifest, ()))


def test_a_view_stays_and_its_tests_are_run(manifest: Mapping[str, Any]) -> None:
    found = to_build(manifest, ACTIVITIES)
    view = models(manifest)["stg_landing__manifests"]
    assert view["config"]["materialized"] == "view"
    assert view["unique_id"] in reached(manifest, ACTIVITIES) - found
    tests = {key for key in manifest["child_map"][view["unique_id"]] if key.startswith("test.")}
    assert tests
    assert tests <= found


def test_no_test_is_left_out_that_looks_at_what_may_have_changed(manifest: Mapping[str, Any]) -> None:
    changed, found = reached(manifest, ACTIVITIES), to_build(manifest, ACTIVITIES)
    for key, node in manifest["nodes"].items():
        if node["resource_type"] == "test":
            assert (key in found) == bool(changed & {*node["depends_on"]["nodes"]}), node["name"]


def test_every_entity_has_one_canonical_model_and_nothing_else_is_taken_for_one(manifest: Mapping[str, Any]) -> None:
    canonical = {name for name, node in models(manifest).items() if node["raw_code"].strip() == CANONICAL}
    folders = {node["path"].split("/")[2] for node in models(manifest).values() if node["path"].startswith("entities/")}
    assert len(canonical) == len(folders)
    assert all(models(manifest)[name]["path"].startswith("entities/") for name in canonical)


def drawn(*arrows: tuple[str, str], code: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A graph of table models from `parent, child`; what begins with `source.` is a source `source.name.table`."""
    names = {name for arrow in arrows for name in arrow}
    of_models = {name for name in names if not name.startswith("source.")}
    nodes = {
        name: {
            "name": name,
            "resource_type": "model",
            "raw_code": (code or {}).get(name, "select 1"),
            "fqn": ["scorehouse", "staging" if name.startswith("stg_") else "records", name],
            "config": {
                "materialized": "table" if name.endswith("__listed") else "incremental",
                "meta": {"joined_by_entity": True} if name == "extracts" else {},
            },
        }
        for name in of_models
    }
    sources = {
        name: {
            "source_name": name.split(".")[1],
            "name": name.split(".")[2],
            "meta": {"connector": "files"} if name.split(".")[1] == "crm" else {},
            "source_meta": {},
        }
        for name in names - of_models
    }
    children = {name: [child for parent, child in arrows if parent == name] for name in names}
    return {"nodes": nodes, "sources": sources, "macros": {}, "child_map": children}


def test_a_change_goes_down_every_path() -> None:
    graph = drawn(("source.crm.deals", "a"), ("a", "b"), ("b", "c"), ("source.crm.people", "d"), ("d", "c"))
    assert reached(graph, {("crm", "deals")}) == {"a", "b", "c"}
    assert reached(graph, {("crm", "people")}) == {"d", "c"}


def test_an_entity_of_another_source_is_another_entity() -> None:
    graph = drawn(("source.crm.deals", "a"), ("source.erp.deals", "b"))
    graph["sources"]["source.erp.deals"]["meta"] = {"connector": "files"}
    assert reached(graph, {("erp", "deals")}) == {"b"}


def test_what_the_program_writes_itself_is_new_each_time() -> None:
    graph = drawn(("source.landing.manifests", "a"), ("source.crm.deals", "b"))
    assert reached(graph, set()) == {"a"}


@pytest.mark.parametrize("name", ["deals__versioned", "deals__listed"])
def test_a_canonical_model_waits_for_its_own_entity_and_whatever_else_reads_the_extracts_does_not(name: str) -> None:
    arrows = [("source.landing.manifests", "extracts"), ("extracts", name), ("extracts", "other")]
    staged = [("source.crm.deals", "stg_crm__deals"), ("stg_crm__deals", name)]
    graph = drawn(*arrows, *staged, code={name: f"{CANONICAL}\n"})
    assert reached(graph, set()) == {"extracts", "other"}
    assert reached(graph, {("crm", "deals")}) == {"extracts", "other", "stg_crm__deals", name}
    graph["nodes"][name]["raw_code"] += "where true"
    assert name in reached(graph, set())


def test_a_list_of_members_waits_for_nothing_but_the_extracts() -> None:
    graph = drawn(
        ("source.landing.matches", "matches"), ("matches", "deals__listed"), code={"deals__listed": CANONICAL}
    )
    assert "deals__listed" in reached(graph, set())


@pytest.mark.parametrize("variable", TOLD)
@pytest.mark.parametrize("code", ["{{ outer() }}", "{% if is_incremental() %} {{ outer() }} {% endif %}"])
def test_a_macro_that_reads_the_instant_counts_for_whoever_may_call_it(variable: str, code: str) -> None:
    graph = drawn(("source.crm.deals", "a"), ("a", "b"), ("source.crm.deals", "c"), code={"a": code})
    graph["macros"] = {
        "macro.scorehouse.outer": {"name": "outer", "macro_sql": "{{ inner() }}"},
        "macro.scorehouse.inner": {"name": "inner", "macro_sql": f'{{{{ var("{variable}") }}}}'},
    }
    assert reached(graph, set()) == {"a", "b"}


@pytest.mark.parametrize(
    "code", ["{{ outer() }}", "{% if execute %}{% do run_query('x') %}{% endif %}", "{{ var('as_of') }}"]
)
def test_a_view_is_made_anew_where_its_code_depends_on_what_it_finds(code: str) -> None:
    graph = drawn(("source.landing.manifests", "a"), ("source.landing.manifests", "b"), code={"a": code})
    for node in graph["nodes"].values():
        node["config"]["materialized"] = "view"
    graph["macros"] = {
        "macro.scorehouse.outer": {"name": "outer", "macro_sql": "{{ adapter.dispatch('inner')() }}"},
        "macro.scorehouse.duckdb__inner": {"name": "duckdb__inner", "macro_sql": "{{ adapter.get_columns(this) }}"},
    }
    assert reached(graph, set()) == {"a", "b"}
    assert to_build(graph, set()) == {"a"}


def test_a_hook_that_reads_the_instant_counts_for_its_model() -> None:
    graph = drawn(("source.crm.deals", "a"), ("source.crm.deals", "b"))
    graph["nodes"]["a"]["config"]["pre-hook"] = [{"sql": "delete from {{ this }} where day >= '{{ var(\"since\") }}'"}]
    assert reached(graph, set()) == {"a"}
