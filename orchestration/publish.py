"""The copy that readers open: written aside, renamed, then made current by swapping one link.

A reader that has the old copy open keeps it until it reopens. Which models are public is said in `dbt_project`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import ScorehouseError
from orchestration.plan import Built
from orchestration.settings import Settings

DATABASE = "scorehouse.duckdb"
ABOUT = "about.json"
_ASIDE = ".aside-"
_KEPT = 3


@dataclass(frozen=True)
class Mart:
    """A public model: where it is and what it says about itself."""

    schema: str
    name: str
    description: str

    @property
    def title(self) -> str:
        """Schema and name, as a query names it."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Published:
    """A published copy: its folder and the number of rows of each mart."""

    folder: Path
    rows: Mapping[str, int]


def public_marts(manifest: Mapping[str, Any]) -> list[Mart]:
    """The models that the project offers to everybody."""
    nodes = manifest["nodes"].values()
    public = [node for node in nodes if node["resource_type"] == "model" and node.get("access") == "public"]
    return sorted((Mart(n["schema"], n["name"], n["description"]) for n in public), key=lambda mart: mart.title)


def current(settings: Settings) -> Path | None:
    """The folder that readers open now; None before the first build."""
    link = settings.published / "current"
    return link.resolve() if link.exists() else None


def about(folder: Path) -> dict[str, Any]:
    """What a published copy says about itself: as_of, fingerprint, rows."""
    content: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return content


def publish(settings: Settings, marts: Sequence[Mart], built: Built) -> Published:
    """Copy the public marts of the warehouse and make the copy current.

    Raises:
        ScorehouseError: The warehouse cannot be opened or copied; what is current stays so.
    """
    builds = settings.published / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    for debris in builds.glob(f"{_ASIDE}*"):
        shutil.rmtree(debris)
    folder = _free(builds / _name(built))
    aside = builds / f"{_ASIDE}{folder.name}"
    (aside / "parquet").mkdir(parents=True)
    try:
        rows = _copy(settings, marts, aside)
    except duckdb.Error as error:
        raise ScorehouseError(f"{settings.warehouse} cannot be published: {str(error).splitlines()[0]}") from error
    content = {"as_of": str(built.as_of), "fingerprint": built.fingerprint, "rows": rows}
    (aside / ABOUT).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    aside.rename(folder)
    _swap(settings.published / "current", folder)
    _forget_old(builds, keep=folder)
    return Published(folder, rows)


def _name(built: Built) -> str:
    """From what is in it and not from the clock, so that the same build has the same name."""
    content = json.dumps(built.as_note(), sort_keys=True)
    return f"{built.as_of:%Y-%m-%dT%H%M%S}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def _free(folder: Path) -> Path:
    """The folder, or where it is taken, by readers perhaps, the same name with the next number."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


def _copy(settings: Settings, marts: Sequence[Mart], folder: Path) -> dict[str, int]:
    rows = {}
    with duckdb.connect(folder / DATABASE) as connection:
        # Views of the warehouse name the files they read by these aliases.
        for alias, file in (("warehouse", settings.warehouse), ("judged", settings.judged)):
            if file.exists():
                connection.execute(f"attach {_literal(str(file))} as {alias} (read_only)")
        for mart in marts:
            connection.execute(f'create schema if not exists "{mart.schema}"')
            target = f'"{mart.schema}"."{mart.name}"'
            connection.execute(f"create table {target} as select * from warehouse.{target}")
            connection.execute(f"comment on table {target} is {_literal(mart.description)}")
            parquet = folder / "parquet" / f"{mart.name}.parquet"
            copied = connection.execute(f"copy {target} to {_literal(str(parquet))} (format parquet)").fetchone()
            rows[mart.title] = int(copied[0]) if copied else 0
    return rows


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _swap(link: Path, folder: Path) -> None:
    fresh = link.with_name(f"{_ASIDE}{link.name}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(folder, link.parent), target_is_directory=True)
    fresh.replace(link)


def _forget_old(builds: Path, keep: Path) -> None:
    newest_first = sorted(builds.iterdir(), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in [folder for folder in newest_first if folder != keep][_KEPT - 1 :]:
        shutil.rmtree(folder)
