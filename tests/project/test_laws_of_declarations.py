"""The laws of declarations: what is declared is there, and it is listed by hand nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from laws import DBT, Node, file_of, folder_of, is_judged, refuse, variables, yaml_of

from expectations.rules import SUITES
from orchestration.settings import PROJECT

ENTITIES = "vars.entities of dbt_project/dbt_project.yml"
ENOUGH = 3  # names in one literal make a list
# A simulation draws every entity in its own way; a line for each of them is its declaration.
DECLARED_HERE = {
    "simulator/company/scenario.py": "how many records of each entity a company has",
    "simulator/files/rendering.py": "how ids of each entity look, and which columns refer to which entity",
    "simulator/entities/snapshots.py": "which lists describe the organisation",
    "expectations/rules.py": "the declaration of rules",
}
SEARCHED = (
    *("orchestration/**/*.py", "expectations/**/*.py", "simulator/**/*.py"),
    *("dbt_project/macros/**/*.sql", "dbt_project/models/**/*.sql", "dbt_project/tests/**/*.sql"),
)


def declared() -> dict[str, tuple[frozenset[str], str]]:
    """What is declared, and from where a list of it is read."""
    areas = {path.name for room in ("entities", "kpis") for path in DBT.glob(f"models/{room}/*") if path.is_dir()}
    rules = {rule.rule_id for suite in SUITES for rule in suite.rules}
    return {
        "entities": (frozenset(variables()["entities"]), f"{ENTITIES}, by entities_of() in SQL"),
        "areas": (frozenset(areas), "the folders under dbt_project/models, by dbt's graph"),
        "rules": (frozenset(rules), "expectations/rules.py, by dim_rule in SQL"),
    }


def python_lists(text: str) -> Iterator[tuple[int, set[str]]]:
    """Line and words of every literal list, tuple, set and dictionary."""
    for node in ast.walk(ast.parse(text)):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            parts = [*node.elts]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys, *node.values]
        words = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
        if words:
            yield node.lineno, words  # type: ignore[attr-defined]


def sql_lists(text: str) -> Iterator[tuple[int, set[str]]]:
    """Line and quoted words of everything in brackets that has no brackets in it."""
    for found in re.finditer(r"\[[^][]*\]|\([^()]*\)|\{[^{}]*\}", text):
        yield text[: found.start()].count("\n") + 1, set(re.findall(r"'([\w.]+)'", found[0]))


def listed(top: Path) -> Iterator[str]:
    """A sentence for each list that is written by hand."""
    known = declared()
    for pattern in SEARCHED:
        for path in sorted(top.glob(pattern)):
            name = path.relative_to(top).as_posix()
            if name in DECLARED_HERE:
                continue
            lists = python_lists if path.suffix == ".py" else sql_lists
            for line, words in lists(path.read_text(encoding="utf-8")):
                for what, (names, where) in known.items():
                    if len(words & names) >= ENOUGH:
                        yield (
                            f"{name}, line {line}, lists {what} by hand ({', '.join(sorted(words & names))}): "
                            f"read them from {where}."
                        )


def test_entities_areas_and_rules_are_listed_only_where_they_are_declared() -> None:
    refuse(listed(PROJECT))


def test_what_may_list_them_does_so() -> None:
    refuse(f"Take {name} out of DECLARED_HERE: it is gone." for name in DECLARED_HERE if not (PROJECT / name).exists())


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("orchestration/a.py", "X = {'leads', 'orders', 'cases', 'x'}", "line 1, lists entities by hand (cases, leads"),
        ("orchestration/a.py", "\nX = {'leads': 1, 'orders': 2, 'cases': 3}", "line 2, lists entities"),
        ("dbt_project/models/a.sql", "select 1\nwhere e in ('leads', 'orders', 'cases')", "line 2, lists entities"),
        ("dbt_project/macros/a.sql", "{% set e = ['leads', 'orders', 'cases'] %}", "by entities_of() in SQL"),
        (
            "dbt_project/models/a.sql",
            "in ('lead.source_present', 'day.reported', 'contact.age_present')",
            "lists rules",
        ),
    ],
)
def test_a_list_is_told_with_its_line(tmp_path: Path, file: str, text: str, told: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    (sentence,) = listed(tmp_path)
    assert told in sentence


def test_two_names_are_no_list(tmp_path: Path) -> None:
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations/a.py").write_text("X = ('leads', 'orders')", encoding="utf-8")
    assert list(listed(tmp_path)) == []


def test_the_declared_sources_are_those_that_have_a_folder_and_staging_models(models: dict[str, Node]) -> None:
    sources: dict[str, list[str]] = variables()["sources"]
    named = {
        node["name"].removeprefix("stg_")
        for node in models.values()
        if node["schema"] == "staging" and node["name"].startswith("stg_") and not is_judged(node)
    }
    staged = {name for name in named if not name.startswith("landing__")}
    wanted = {f"{source}__{entity}" for source, entities in sources.items() for entity in entities}
    folders = {path.parent.name for path in DBT.glob("models/staging/*/_*__sources.yml")}
    place = "vars.sources in dbt_project/dbt_project.yml"
    told = [f"Write stg_{one}, or take it out of {place}." for one in wanted - staged]
    told += [f"Add to {place} what stg_{one} delivers." for one in staged - wanted]
    told += [f"Add {one}, which has a folder in models/staging, to {place}." for one in folders - set(sources)]
    told += [f"Declare {one} in models/staging/{one}/_{one}__sources.yml." for one in set(sources) - folders]
    refuse(told)


def test_every_entity_has_a_folder_of_its_own_with_its_contract(models: dict[str, Node]) -> None:
    suffixes = {"record": "versioned", "fact": "delivered", "list": "listed"}
    declared = {f"int_{entity}__{suffixes[kind]}": entity for entity, kind in variables()["entities"].items()}
    lying = [node for node in models.values() if "/entities/" in node["original_file_path"]]
    found = {node["name"]: node for node in lying if node["name"].startswith("int_")}
    told = [f"Write {name}.sql in models/entities/<area>/{declared[name]}." for name in set(declared) - set(found)]
    told += [f"Declare the entity of {name} in {ENTITIES}." for name in set(found) - set(declared)]
    for name in set(found) & set(declared):
        node, place = found[name], yaml_of(found[name])
        if folder_of(node) != declared[name]:
            told.append(f"Move {file_of(node)} and its YAML into a folder called {declared[name]}.")
        if node["raw_code"].strip() != "{{ entity() }}":
            told.append(f"{file_of(node)} is one line, {{{{ entity() }}}}: what it means is said in {place}.")
        for column in node["columns"].values():
            if not column["data_type"] or not column["description"]:
                told.append(f"{place}: give {name}.{column['name']} a data_type and a description.")
    refuse(told)
