"""The copy that readers open: written aside, renamed, then made current by swapping one link.

A reader that has the old copy open keeps it until it reopens. What goes into a copy is said in `marts`. A copy is made
from the current one where that is of the same code; the database of the first of a month is written anew all the same,
so that gaps in the file do not pile up.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build.copying import PARQUET, Before, Mart, Parts, copy
from orchestration.build.plan import Built
from orchestration.build.reading import attached
from orchestration.disk.aside import ASIDE, draft_text, free, make_folder, put_folder, replace_link
from orchestration.disk.faults import is_database, sentence
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

DATABASE = "scorehouse.duckdb"
ABOUT = "about.json"
PARTS = "parts.json"
_SAID = {"as_of", "fingerprint", "rows"}
_KEPT = 3


@dataclass(frozen=True)
class Published:
    """A published copy: its folder and the number of rows of each mart."""

    folder: Path
    rows: Mapping[str, int]


def current(settings: Settings) -> Path | None:
    """The folder that readers open now; None before the first build, and where what they open is no copy any more."""
    folder = (settings.published / "current").resolve()
    try:
        return folder if is_database(folder / DATABASE) and about(folder).keys() >= _SAID else None
    except (FileNotFoundError, AttributeError, ValueError):
        return None


def to_be_read(settings: Settings) -> Path:
    """The same for those who cannot do without.

    Raises:
        ScorehouseError: Nothing is published.
    """
    folder = current(settings)
    if folder is None:
        raise ScorehouseError("Nothing is published yet: run scorehouse run first.")
    return folder


def about(folder: Path) -> dict[str, Any]:
    """What a published copy says about itself: as_of, fingerprint, rows and keys of its marts."""
    content: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    return content


def publish(settings: Settings, marts: Sequence[Mart], built: Built, *, anew: bool = False) -> Published:
    """Copy the public marts of the warehouse and make the copy current; `anew` takes nothing from the copy before.

    Raises:
        ScorehouseError: The warehouse cannot be opened or copied; what is current stays so.
    """
    builds = settings.published / "builds"
    make_folder(builds)
    for debris in builds.glob(f"{ASIDE}*"):
        shutil.rmtree(debris)
    folder = free(builds / _name(built))
    aside = builds / f"{ASIDE}{folder.name}"
    (aside / PARQUET).mkdir(parents=True)
    try:
        parts = _copy(settings, marts, aside, None if anew else _like(settings, built), built)
    except duckdb.Error as error:
        if sentence(error, settings.published):
            raise
        raise ScorehouseError(f"{settings.warehouse} cannot be published: {str(error).splitlines()[0]}") from error
    rows = {title: sum(int(count) for count, _ in found.values()) for title, found in parts.items()}
    draft_text(aside / PARTS, json.dumps(parts, indent=1) + "\n")
    keys = {mart.title: mart.key for mart in marts if mart.key}
    content = {"as_of": str(built.as_of), "fingerprint": built.fingerprint, "rows": rows, "keys": keys}
    draft_text(aside / ABOUT, json.dumps(content, indent=1) + "\n")
    put_folder(aside, folder)
    replace_link(settings.published / "current", folder)
    _forget_old(builds, keep=folder)
    return Published(folder, rows)


def _name(built: Built) -> str:
    """From the instant it looks from and the code, not from the clock, so that the same build has the same name."""
    return f"{built.as_of:%Y-%m-%dT%H%M%S}-{hashlib.sha256(built.fingerprint.encode()).hexdigest()[:8]}"


def _like(settings: Settings, built: Built) -> Path | None:
    """The current copy where this one can be made from it: of the same code."""
    folder = current(settings)
    if folder is None or not (folder / PARTS).exists():
        return None
    return folder if about(folder)["fingerprint"] == built.fingerprint else None


def _copy(settings: Settings, marts: Sequence[Mart], folder: Path, like: Path | None, built: Built) -> dict[str, Parts]:
    held: dict[str, Parts] = json.loads((like / PARTS).read_text(encoding="utf-8")) if like else {}
    is_at_hand = like is not None and about(like)["as_of"][:7] == f"{built.as_of:%Y-%m}"
    if like and is_at_hand:
        shutil.copy(like / DATABASE, folder / DATABASE)
    relations = [mart.relation for mart in marts]
    with duckdb.connect(folder / DATABASE) as connection, attached(settings, connection, relations):
        parts = {
            mart.title: copy(connection, mart, folder, Before(like, held.get(mart.title, {}), is_at_hand))
            for mart in marts
        }
        # Closing would do the same, and would leave a journal beside the file, without a word, where there is no room.
        connection.execute("checkpoint")
        return parts


def _forget_old(builds: Path, keep: Path) -> None:
    newest_first = sorted(builds.iterdir(), key=lambda folder: folder.stat().st_mtime_ns, reverse=True)
    for folder in [folder for folder in newest_first if folder != keep][_KEPT - 1 :]:
        shutil.rmtree(folder)
