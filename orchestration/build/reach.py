"""What a build that adds extracts has to make, found by the manifest's graph and never by the names of models.

A change begins where new extracts are read, at what every build writes (manifests, rejects, ledger, judgement), and at
models that are told something anew. From there it reaches whatever depends on it. A model that is not reached would be
made from the same code and the same rows, so it is left as it is.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

Place = tuple[str, str]  # source, entity
Node = Mapping[str, Any]

# The variables that a build sets anew each time.
TOLD = ("as_of", "since")
_TOLD = re.compile(rf"""['"]({"|".join(TOLD)})['"]""")
# How code asks the warehouse something before its SQL is written.
_ASKS = re.compile(r"\b(run_query|statement|load_relation|load_cached_relation)\b|\badapter\s*\.(?!\s*dispatch\b)")
# A macro that is called, by itself or as what an engine writes differently.
_CALL = re.compile(r"""\bdispatch\s*\(\s*['"](\w+)|\b(\w+)\s*\(""")
# The whole code of a canonical model.
CANONICAL = "{{ entity() }}"


def reached(manifest: Mapping[str, Any], new: Collection[Place]) -> frozenset[str]:
    """The ids of all models whose rows, or whose SQL, may differ once the new extracts are there.

    Args:
        manifest: dbt's, with the graph of its project.
        new: Source and entity of the new extracts.
    """
    models = _models(manifest)
    is_told = _says(manifest, _TOLD)
    found = [key for key, source in manifest["sources"].items() if not _is_declared(source) or _place(source) in new]
    found += [key for key, node in models.items() if is_told(node)]
    seen: set[str] = set()
    while found:
        key = found.pop()
        if key not in seen:
            seen.add(key)
            children = [child for child in manifest["child_map"].get(key, ()) if child in models]
            found += [child for child in children if _passes_on(models.get(key), models[child])]
    return frozenset(seen & models.keys())


def to_build(manifest: Mapping[str, Any], new: Collection[Place]) -> frozenset[str]:
    """The ids of the models to make and of the tests to run: whatever is reached.

    Only a view stays as it is, since it shows what is below it, unless its SQL depends on what it is told or finds
    there. It is tested all the same.
    """
    models, changed = _models(manifest), reached(manifest, new)
    is_told, asks = _says(manifest, _TOLD), _says(manifest, _ASKS)
    made = frozenset(
        key
        for key in changed
        if models[key]["config"]["materialized"] != "view" or is_told(models[key]) or asks(models[key])
    )
    return made | _tests_of(manifest, changed)


def of_others(manifest: Mapping[str, Any], sources: Collection[str]) -> frozenset[str]:
    """The ids of the staging models of all sources but some, and of the tests of these models."""
    declared = {source["source_name"] for source in manifest["sources"].values() if _is_declared(source)}
    others = declared - {*sources}
    models = frozenset(
        key
        for key, node in _models(manifest).items()
        if "staging" in node["fqn"] and not others.isdisjoint(node["fqn"][2:-1])  # folders below that of the layer
    )
    return models | _tests_of(manifest, models)


def _tests_of(manifest: Mapping[str, Any], models: frozenset[str]) -> frozenset[str]:
    """The ids of the tests that look at any of these models."""
    return frozenset(
        key
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "test" and not models.isdisjoint(node["depends_on"]["nodes"])
    )


def _passes_on(parent: Node | None, child: Node) -> bool:
    """Whether what changes in a parent, a model or a source, can change its child.

    It can, but for two things that canonical models do, as the tests of the warehouse hold them to. One that adds has
    nothing to add until its own staging models deliver, whatever else it reads. And each joins the extracts of its own
    entity, so that those of others do not reach it.
    """
    if parent is None or child["raw_code"].strip() != CANONICAL:
        return True
    if child["config"]["materialized"] == "incremental":
        return "staging" in parent["fqn"]
    return not parent["config"]["meta"].get("joined_by_entity")


def _says(manifest: Mapping[str, Any], pattern: re.Pattern[str]) -> Callable[[Node], bool]:
    """Whether a model says something in its code or its hooks, itself or by a macro of ours that these mention.

    By their text, because dbt notes of a model only those macros that it calls while the project is parsed.
    """
    macros: dict[str, str] = {}
    for key, macro in manifest["macros"].items():
        if not key.startswith("macro.dbt"):
            # What engines write differently is called by its name without theirs.
            name = macro["name"].split("__")[-1]
            macros[name] = f"{macros.get(name, '')} {macro['macro_sql']}"

    def called(code: str) -> set[str]:
        return macros.keys() & {(one or other).split("__")[-1] for one, other in _CALL.findall(code)}

    calls = {name: called(code) for name, code in macros.items()}
    found = {name for name, code in macros.items() if pattern.search(code)}
    while more := {name for name in macros.keys() - found if not found.isdisjoint(calls[name])}:
        found |= more

    def says(node: Node) -> bool:
        code = f"{node['raw_code']} {node['config']}"
        return bool(pattern.search(code)) or not found.isdisjoint(called(code))

    return says


def _models(manifest: Mapping[str, Any]) -> dict[str, Node]:
    return {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}


def _is_declared(source: Node) -> bool:
    """Whether a source is an entity that is delivered, rather than what the program writes itself."""
    return "connector" in (source["source_meta"] or {}) or "connector" in (source["meta"] or {})


def _place(source: Node) -> Place:
    return source["source_name"], source["name"]
