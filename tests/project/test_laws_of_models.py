"""The laws of models: what they are called, where they lie, what they read, and how long they are."""

import re

from laws import LAYERS, MARTS, Node, file_of, folder_of, is_judged, parents, refuse, yaml_of

WORD = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
NAMES = {
    "staging": (rf"(stg|base)_{WORD}__{WORD}(__{WORD})?", "stg_<source>__<entity>, such as stg_sap_erp__stock"),
    "intermediate": (rf"int_{WORD}(__{WORD})?", "int_<things>__<what became of them>, such as int_leads__versioned"),
    "core": (rf"(dim|fct)_{WORD}", "dim_<thing> or fct_<things>"),
    "entry": (rf"(dim|fct|mart)_{WORD}", "dim_<thing>, fct_<things> or mart_<question>"),
    "quality": (rf"(dim|fct|mart)_{WORD}", "dim_<thing>, fct_<things> or mart_<question>"),
    "kpi": (rf"(dim|fct|mart|kpi)_{WORD}(__{WORD})?", "dim_<thing>, fct_<things>, mart_<question> or kpi_<step>"),
}
CLOCKS = re.compile(
    r"\b(current_date|current_timestamp|localtimestamp|get_current_timestamp|transaction_timestamp)\b"
    r"|\b(now|today|getdate|sysdate)\s*\(|run_started_at|modules\.datetime",
    re.IGNORECASE,
)
PAST_THE_GRAPH = re.compile(
    rf"\b(from|join)\s+\"?({'|'.join([*NAMES, 'seeds', 'judged'])})\"?\.\"?\w+"
    r"|\b(read_(parquet|csv|json|text|blob)\w*|glob|get_relation)\s*\("
    r"|\bduckdb_(tables|columns|views)\b|\binformation_schema\b",
    re.IGNORECASE,
)
# What a reader can follow: lines of a model, and the share of models that call three or more macros of ours.
LONGEST_MODEL = 120
MANY_MACROS = 0.08


def misnamed(schema: str, name: str) -> str | None:
    """What a model of a layer should be called, if it is not called so."""
    if schema not in NAMES:
        return f"is in the schema {schema}, which is no layer: move it to a folder of one of {', '.join(NAMES)}."
    pattern, form = NAMES[schema]
    return None if re.fullmatch(pattern, name) else f"is a model of {schema}: call it {form}."


def test_models_live_in_the_layers_and_are_named_for_them(models: dict[str, Node]) -> None:
    assert len(models) > 60
    told = ((node, misnamed(node["schema"], node["name"])) for node in models.values())
    refuse(f"{file_of(node)} {sentence}" for node, sentence in told if sentence)


def test_entities_and_sources_may_have_any_name_that_is_a_word() -> None:
    for name in ("stg_sap_erp__stock", "stg_crm2__inventory", "stg_crm2__activities__calls", "base_erp__rows_2024"):
        assert misnamed("staging", name) is None
    for name in ("stg_stock", "stg_Crm__stock", "staging_crm__stock", "stg_crm__", "stg_2crm__stock", "stg_crm_stock"):
        assert misnamed("staging", name) is not None


def test_a_staging_model_is_named_for_the_source_whose_folder_it_is_in(models: dict[str, Node]) -> None:
    refuse(
        f"{file_of(node)} lies in the folder of {folder_of(node)}: call it stg_{folder_of(node)}__<entity>, "
        "or move it to the folder of its source."
        for node in models.values()
        if node["schema"] == "staging" and node["name"].split("__")[0].split("_", 1)[1] != folder_of(node)
    )


def test_a_model_is_described_beside_its_sql(models: dict[str, Node]) -> None:
    def folder(file: str) -> str:
        return file.rsplit("/", 1)[0]

    refuse(
        f"Describe {node['name']} in {folder(file_of(node))}, beside its SQL, and not in {yaml_of(node)}."
        for node in models.values()
        if folder(yaml_of(node)) != folder(file_of(node))
    )


def test_no_model_is_too_long_to_be_read_at_once(models: dict[str, Node]) -> None:
    lengths = {node["unique_id"]: len(node["raw_code"].splitlines()) for node in models.values()}
    refuse(
        f"{file_of(models[name])} has {lines} lines, {LONGEST_MODEL} are enough: "
        "cut it at a grain that has a name, into a model with a description and a tested key of its own."
        for name, lines in lengths.items()
        if lines > LONGEST_MODEL
    )


def own_macros(node: Node) -> set[str]:
    """Macros of this project that a model or its hooks call themselves, not through another macro."""
    prefix = "macro.scorehouse."
    return {name.removeprefix(prefix) for name in node["depends_on"]["macros"] if name.startswith(prefix)}


def test_few_models_need_three_own_macros_to_be_understood(models: dict[str, Node]) -> None:
    macros = {file_of(node): sorted(own_macros(node)) for node in models.values()}
    many = {file: called for file, called in macros.items() if len(called) >= 3}
    too_many = many if len(many) > MANY_MACROS * len(models) else {}
    refuse(
        f"{file} calls {', '.join(called)}, and of {len(models)} models {len(many)} call three or more macros of ours, "
        f"{MANY_MACROS:.0%} may: cut it in two, let it read a column that an earlier model has, or write plain SQL."
        for file, called in too_many.items()
    )


def test_layers_read_only_layers_before_them(manifest: Node, models: dict[str, Node]) -> None:
    found = []
    for node in models.values():
        for parent in parents(manifest, node):
            if parent["resource_type"] == "source":
                if node["schema"] != "staging":
                    found.append(f"{file_of(node)} reads the source {parent['name']}: read the entity that it feeds.")
            elif LAYERS.index(parent["schema"]) > LAYERS.index(node["schema"]):
                found.append(
                    f"{file_of(node)} is {node['schema']} and reads {parent['name']} of the later layer "
                    f"{parent['schema']}: read what that is made of, or move the model to {parent['schema']}."
                )
    refuse(found)


def reads_findings(node: Node, parent: Node) -> bool:
    """Whether a mart of quality reads what the expectations found."""
    return node["schema"] == "quality" and is_judged(parent)


def test_a_source_is_read_by_its_own_staging_models_and_they_by_the_canonical_ones(
    manifest: Node, models: dict[str, Node]
) -> None:
    found = []
    for node in models.values():
        for parent in parents(manifest, node):
            reads = f"{file_of(node)} reads {parent['name']}"
            if parent["resource_type"] == "source":
                if parent["source_name"] != folder_of(node):
                    found.append(
                        f"{reads} of the source {parent['source_name']}: move it to the folder of that source."
                    )
            elif node["schema"] == "staging" and parent["resource_type"] == "model":
                if folder_of(parent) != folder_of(node):
                    found.append(f"{reads} of another source: bring the two together in an int_ model.")
            elif parent["schema"] == "staging" and node["schema"] in MARTS and not reads_findings(node, parent):
                found.append(f"{reads}, a staging model: read the entity that it feeds.")
    refuse(found)


def test_nothing_reads_the_clock(manifest: Node) -> None:
    code = {node["original_file_path"]: node.get("raw_code", "") for node in manifest["nodes"].values()}
    ours = [macro for macro in manifest["macros"].values() if macro["package_name"] == "scorehouse"]
    assert len(ours) > 20
    code |= {f"{macro['original_file_path']} ({macro['name']})": macro["macro_sql"] for macro in ours}
    refuse(
        f"dbt_project/{place} reads the clock with {told[0].strip()}: use var('as_of'), the instant of the build."
        for place, text in code.items()
        if (told := CLOCKS.search(text))
    )


def test_what_is_read_is_in_the_graph(manifest: Node, models: dict[str, Node]) -> None:
    """Which models a build leaves out follows from the graph, so what it does not show would be missed."""
    code = {file_of(node): node["raw_code"] for node in models.values()}
    ours = [macro for macro in manifest["macros"].values() if macro["package_name"] == "scorehouse"]
    code |= {f"{macro['original_file_path']} ({macro['name']})": macro["macro_sql"] for macro in ours}
    assert PAST_THE_GRAPH.search("select * from intermediate.int_extracts")
    assert PAST_THE_GRAPH.search("from read_parquet('x')")
    refuse(
        f"{place} reads {told[0]} past the graph: name it by ref() or source()."
        for place, text in code.items()
        if (told := PAST_THE_GRAPH.search(text))
    )
