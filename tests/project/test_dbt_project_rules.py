"""The rules that every model, seed and KPI of the dbt project keeps, read from its manifest and its seeds."""

import csv
import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from orchestration.build import dbt as transform
from orchestration.settings import PROJECT, Settings

DBT = PROJECT / "dbt_project"
LAYERS = ("seeds", "staging", "intermediate", "core", "entry", "quality", "kpi")
MARTS = ("core", "entry", "quality", "kpi")
NAMES = {
    "staging": r"(stg|base)_[a-z]+__([a-z_]+s|outreach)",
    "intermediate": r"int_([a-z_]+s|outreach)(__([a-z]+_)?([a-z]*ed|seen|held|due))?",
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
# What a reader can follow: lines of a model, and the share of models that call three or more macros of ours. The share is
# to be 0.08 once staging models are plain SQL.
LONGEST_MODEL = 120
UNCUT = {"kpi_records__freshness", "kpi_records__sales", "kpi_data_quality_scores", "kpi_values"}
MANY_MACROS = 0.15
KINDS = {"ratio", "quotient", "sum", "median", "p90", "stock", "composite"}
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


def test_a_model_is_described_beside_its_sql(models: dict[str, Node]) -> None:
    apart = [
        f"move the YAML of {node['name']} into {node['original_file_path'].rsplit('/', 1)[0]}"
        for node in models.values()
        if node["patch_path"].split("://")[1].rsplit("/", 1)[0] != node["original_file_path"].rsplit("/", 1)[0]
    ]
    assert apart == []


def test_every_description_ends_with_the_grain(models: dict[str, Node]) -> None:
    lacking = [n["name"] for n in models.values() if not re.search(r"One row per [^.]+\.$", n["description"].strip())]
    assert lacking == []


def test_every_mart_describes_each_of_its_columns(marts: list[Node]) -> None:
    for node in marts:
        assert node["columns"], node["name"]
        silent = [column["name"] for column in node["columns"].values() if len(column["description"]) < 4]
        assert silent == [], node["name"]


def test_a_description_says_more_than_the_name_of_its_column(models: dict[str, Node]) -> None:
    repeated = [
        f"{node['name']}.{column['name']}: {column['description']}"
        for node in models.values()
        for column in node["columns"].values()
        if column["description"] and letters(column["description"]) == letters(column["name"].removesuffix("_id"))
    ]
    assert repeated == [], "Say what the value means, or of what it is the name."


def letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())


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


def test_every_entity_has_a_folder_of_its_own_with_its_contract(models: dict[str, Node]) -> None:
    suffixes = {"record": "versioned", "fact": "delivered", "list": "listed"}
    declared = {f"int_{entity}__{suffixes[kind]}": entity for entity, kind in variables()["entities"].items()}
    found = {node["name"]: node for node in models.values() if "/entities/" in node["original_file_path"]}
    canonical = {name: node for name, node in found.items() if name.startswith("int_")}
    assert set(canonical) == set(declared), (
        "an entity is one folder under models/entities and one word in vars.entities"
    )
    for name, node in found.items():
        if name in declared:
            assert folder_of(node) == declared[name], f"{name} belongs into the folder {declared[name]}"
            assert node["raw_code"].strip() == "{{ entity() }}", f"{name} is one line, {{{{ entity() }}}}"
            for column in node["columns"].values():
                assert column["data_type"], f"{name}.{column['name']} has no data_type"
                assert len(column["description"]) > 3, f"say what {name}.{column['name']} means"


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


def own_macros(node: Node) -> set[str]:
    """Macros of this project that a model or its hooks call themselves, not through another macro."""
    prefix = "macro.scorehouse."
    return {name.removeprefix(prefix) for name in node["depends_on"]["macros"] if name.startswith(prefix)}


def test_few_models_need_three_own_macros_to_be_understood(models: dict[str, Node]) -> None:
    macros = {node["name"]: sorted(own_macros(node)) for node in models.values()}
    many = {name: called for name, called in macros.items() if len(called) >= 3}
    assert len(many) <= MANY_MACROS * len(models), (
        f"{len(many)} of {len(models)} models call three or more macros of ours, {MANY_MACROS:.0%} may: cut one of "
        f"{many} in two, let it read a column that an earlier model has, or write the expression itself"
    )


def test_every_macro_has_a_line_in_the_yaml(manifest: Node) -> None:
    silent = [
        f"add {node['name']} to macros/_macros.yml"
        for node in manifest["macros"].values()
        if node["package_name"] == "scorehouse"
        and not re.match("(default|duckdb)__|test_", node["name"])
        and not node["description"]
    ]
    assert silent == []


def test_no_model_is_longer_than_a_reader_can_follow(models: dict[str, Node]) -> None:
    lengths = {node["name"]: len(node["raw_code"].splitlines()) for node in models.values()}
    long = {name: length for name, length in lengths.items() if length > LONGEST_MODEL}
    assert {name: lines for name, lines in long.items() if name not in UNCUT} == {}, (
        "cut these at a grain that has a name, into a model with a description and a tested key of its own"
    )


def test_nothing_reads_the_clock(manifest: Node) -> None:
    code = {name: node.get("raw_code", "") for name, node in manifest["nodes"].items()}
    ours = {
        name: macro["macro_sql"] for name, macro in manifest["macros"].items() if macro["package_name"] == "scorehouse"
    }
    assert len(ours) > 20
    assert {name: CLOCKS.search(text) for name, text in (code | ours).items() if CLOCKS.search(text)} == {}


def test_the_declared_sources_are_those_that_have_a_folder_and_staging_models(models: dict[str, Node]) -> None:
    declared = variables()["sources"]
    staged: dict[str, set[str]] = {}
    for node in models.values():
        if node["schema"] == "staging" and node["name"].startswith("stg_") and not is_judged(node):
            source, entity = node["name"].removeprefix("stg_").split("__", 1)
            staged.setdefault(source, set()).add(entity)
    assert set(staged.pop("landing")) == {"manifests", "rejects", "publications"}
    assert {source: set(entities) for source, entities in declared.items()} == staged
    folders = {path.parent.name for path in DBT.glob("models/staging/*/_*__sources.yml")}
    assert folders == set(declared)


def variables() -> dict[str, Any]:
    import yaml

    return yaml.safe_load((DBT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def test_every_kpi_has_two_names_a_definition_and_known_words() -> None:
    for kpi in seed("kpis"):
        assert CHINESE.search(kpi["name_zh"]), kpi["kpi_id"]
        assert not CHINESE.search(kpi["name_en"]), kpi["kpi_id"]
        assert len(kpi["definition"]) > 10, kpi["kpi_id"]
        assert kpi["kind"] in KINDS, kpi["kpi_id"]
        assert kpi["direction"] in ("up", "down"), kpi["kpi_id"]
        assert all(kpi[column] for column in ("unit", "area", "perspective", "owner")), kpi["kpi_id"]


def test_the_components_of_every_kpi_are_made_by_a_model() -> None:
    made = {f"{row['dimension']}_{outcome}" for row in seed("dimension_weights") for outcome in ("assessed", "passed")}
    made |= {f"deals_{outcome}" for outcome in ("won", "lost")}
    for path in DBT.glob("models/marts/kpi/records/*.sql"):
        made |= set(re.findall(r"'([a-z_]+)'", path.read_text(encoding="utf-8")))
    for kpi in seed("kpis"):
        wanted = {"ratio": 2, "quotient": 2, "sum": 2, "composite": 0}.get(kpi["kind"], 1)
        named = [kpi[column] for column in ("numerator", "denominator") if kpi[column]]
        assert len(named) == wanted, kpi["kpi_id"]
        assert set(named) <= made, kpi["kpi_id"]


def test_the_parents_of_kpis_exist_and_no_kpi_drives_itself() -> None:
    parent = {kpi["kpi_id"]: kpi["parent_kpi_id"] for kpi in seed("kpis")}
    assert len(parent) == len(seed("kpis"))
    for kpi in parent:
        path = [kpi]
        while parent[path[-1]]:
            path.append(parent[path[-1]])
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
