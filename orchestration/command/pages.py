"""Pages of the documentation that are written from the declarations, so that they cannot differ from them.

One function per page returns its text. What stands in a page is said in the YAML of `dbt_project`, nowhere else.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.disk.aside import replace_text
from orchestration.settings import Settings

ENTITIES = "entities.md"
_KINDS = {
    "record": "entered by a person; every version is kept, and one person answers for the entry",
    "fact": "delivered by a machine or another department; the latest version counts",
    "list": "describes the company itself; its members, with the extracts that list them",
}
_HEAD = """# Entities

Written by `scorehouse pages` from the contracts under `dbt_project/models/entities`; do not edit it by hand.

A staging model selects the columns below, as far as its source has them. Beside them every staging model selects
`record_id`, and `delivered_in`, `extract_date` and `revision` of its file. In the contracts, `refers_to` says what an
id refers to, `codes` which words are known, `kept_of` what is kept of a private column.

A record also has these columns:

| column | type | meaning |
|---|---|---|
| `owner_id` | varchar | Person who owns the record. |
| `entered_by_id` | varchar | Person who typed it. |
| `entered_at` | timestamp | When the system says it was created. |
| `updated_by_id` | varchar | Person who changed it last. |
| `updated_at` | timestamp | When it was last changed. |
| `event_at` | timestamp | When the business event happened. |
| `is_deleted` | boolean | Whether the source calls it deleted; false where it does not say. |
"""


def write(settings: Settings) -> list[Path]:
    """Write all pages into docs/ of the checkout; returns the files."""
    folder = settings.project / "docs"
    pages = {ENTITIES: entities(settings.project)}
    for name, text in pages.items():
        replace_text(folder / name, text)
    return [folder / name for name in pages]


def entities(project: Path) -> str:
    """The page of all entities with their kind and columns, by business area."""
    declared = _yaml(project / "dbt_project/dbt_project.yml")["vars"]["entities"]
    parts = [_HEAD]
    for area in sorted((project / "dbt_project/models/entities").iterdir()):
        parts.append(f"## {area.name.replace('_', ' ').capitalize()}\n")
        for folder in sorted(area.iterdir()):
            parts.extend(_entity(folder, declared.get(folder.name, "")))
    return "\n".join(parts)


def _entity(folder: Path, kind: str) -> Iterator[str]:
    models = _yaml(folder / f"{folder.name}.yml")["models"]
    contract = next(model for model in models if model["name"].startswith(f"int_{folder.name}__"))
    public = [f"`{model['name']}`" for model in models if not model["name"].startswith("int_")]
    yield f"### {folder.name}\n"
    shown = f"\nPublic table: {', '.join(public)}." if public else ""
    yield f"A {kind}: {_KINDS[kind]}.{shown}\n"
    yield "| column | type | meaning |\n|---|---|---|"
    private = contract.get("config", {}).get("meta", {}).get("private", {})
    for name, form in private.items():
        yield f"| `{name}` | {'date' if form == 'date' else 'varchar'} | Private; see what is kept of it. |"
    for column in contract["columns"]:
        yield f"| `{column['name']}` | {column['data_type']} | {_meaning(column)} |"
    yield ""


def _meaning(column: Mapping[str, Any]) -> str:
    meta = column.get("config", {}).get("meta", {})
    codes = meta.get("codes")
    said = [column["description"].rstrip(".")]
    if codes:
        words = ", ".join(f"`{code}`" for code in codes) if isinstance(codes, list) else f"`{codes}.csv`"
        said.append(f"one of {words}")
    if "refers_to" in meta:
        said.append(f"an id of {meta['refers_to']}")
    if "unit" in meta:
        said.append(f"in {meta['unit']}")
    said += [f"kept of `{origin}`" for origin in meta.get("kept_of", {})]
    return "; ".join(said) + "."


def _yaml(file: Path) -> Any:  # noqa: ANN401 - whatever the file says
    return yaml.safe_load(file.read_text(encoding="utf-8"))
