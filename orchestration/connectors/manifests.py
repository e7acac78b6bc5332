"""Manifests: what is known about each landed delivery, as JSON beside its rows.

The directories they live in belong to `shelf`, deciding what to land to `landing`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from operator import itemgetter
from pathlib import Path
from typing import Any

from orchestration.clock import now
from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.deliveries import Delivery
from orchestration.connectors.shelf import all_days, contracts, day_place
from orchestration.disk.aside import append_text, draft_text, replace_text
from orchestration.errors import ScorehouseError

Manifest = dict[str, Any]
FILE = "manifest.json"
LAYOUT = 2  # raised when the files beside the manifests get other columns of their own, so that contracts are renewed
_PLACE = {"source", "entity", "extract_date"}
_COLUMNS = ("columns", "new_columns")
_WRITTEN = "written_ns"
_remembered: dict[Path, tuple[tuple[int, int], Sequence[Manifest]]] = {}


@dataclass(frozen=True)
class Written:
    """Counts of a written delivery, and the delivered columns that are not declared."""

    rows_read: int
    rows_landed: int
    rows_rejected: int
    rows_left_out: int
    new_columns: tuple[str, ...]


@dataclass(frozen=True)
class Drift:
    """How the columns of a delivery differ from those of the one before."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    retyped: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.removed or self.retyped)


def read_manifests(root: Path, noted: Path | None = None) -> list[Manifest]:
    """The manifests of all deliveries below `root` (raw or held), by source, entity, extract date and revision.

    They come without their columns. Days to whose directory nothing came since `noted` was written stay closed.
    """
    return list(_read(root, noted, tuple(all_days(root))))


def read_contracts(root: Path) -> list[Manifest]:
    """The manifests of all contracts in raw, without their columns."""
    return [_read_one(directory, directory.stat().st_mtime_ns) for directory in contracts(root)]


def note_manifests(manifests: Sequence[Manifest], file: Path) -> None:
    """Note manifests in one file, a line of JSON each: opening thousands of small ones takes minutes.

    To a note that holds all but the new ones these are added; one that is torn in doing so is damaged.
    """
    noted = {id(manifest) for manifest in noted_manifests(file)}
    new = [manifest for manifest in manifests if id(manifest) not in noted]
    if noted and len(noted) + len(new) == len(manifests):
        append_text(file, _lines(new))
    else:
        replace_text(file, _lines(manifests))
    _remembered[file] = (_identity(file), manifests)


def noted_manifests(file: Path) -> Sequence[Manifest]:
    """What a note says; nothing where it is missing or damaged."""
    try:
        identity = _identity(file)
        if file not in _remembered or _remembered[file][0] != identity:
            lines = file.read_text(encoding="utf-8").rstrip().replace("\n", ",")
            found = json.loads(f"[{lines}]")  # at one go, which is faster
            _remembered[file] = (identity, found if all(map(_says_its_place, found)) else [])
        return _remembered[file][1]
    except (FileNotFoundError, ValueError):
        return []


def read_manifest(directory: Path) -> Manifest:
    """The manifest of one delivery's directory.

    Raises:
        ScorehouseError: It is damaged.
    """
    try:
        content: Manifest = json.loads((directory / FILE).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ScorehouseError(
            f"{directory / FILE} is damaged; remove {directory.name} and land the delivery again."
        ) from error
    return content


def title(manifest: Manifest) -> str:
    """A delivery as users are told of it."""
    return f"{manifest['source']}.{manifest['entity']} of {manifest['extract_date']}"


def directory_of(manifest: Manifest) -> str:
    """A delivery's directory below raw or held."""
    return f"{_day_of(manifest)}/revision={manifest['revision']}"


def written_of(manifest: Manifest) -> int:
    """When something last came to the directory of a day or contract, in nanoseconds, as it was when read."""
    return int(manifest[_WRITTEN])


def drift(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Drift:
    """The difference in columns between two manifests; none when there is nothing to compare with."""
    if before is None:
        return Drift((), (), ())
    new, old = _types(now), _types(before)
    return Drift(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        retyped=tuple(name for name in new if name in old and new[name] != old[name]),
    )


def new_manifest(source: Source, entity: Entity, delivery: Delivery, written: Written) -> Manifest:
    """The manifest of a contract without rows; a delivery adds its input, revision and status."""
    columns = [{"name": column.name, "type": column.data_type} for column in entity.columns]
    return {
        "source": source.name,
        "entity": entity.name,
        "extract_date": delivery.extract_date.isoformat(),
        "revision": 0,
        "status": "declared",
        "delivery": entity.delivery,
        "is_complete": False,
        "cutoff_at": f"{source.cutoff_at(entity, delivery.extract_date, delivery.cutoff).isoformat(sep=' ')}",
        "time_zone": source.time_zone,
        "calendar": source.calendar,
        "rows_read": written.rows_read,
        "rows_landed": written.rows_landed,
        "rows_rejected": written.rows_rejected,
        "rows_left_out": written.rows_left_out,
        "input_name": None,
        "input_sha256": None,
        "input_bytes": 0,
        "columns": columns + [{"name": name, "type": "varchar"} for name in written.new_columns],
        "new_columns": list(written.new_columns),
        "landed_at": str(now()),
        "tool_version": tool_version(),
        "layout": LAYOUT,
    }


def is_same_input(manifest: Manifest, sha256: str, stated_cutoff: str | None) -> bool:
    """Whether a delivery brings nothing new: these bytes, and the same cut-off in the file's name or none again."""
    return bool(manifest["input_sha256"] == sha256 and manifest.get("stated_cutoff") == stated_cutoff)


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Write or replace the manifest of a directory; a reader sees the old or the new one."""
    # A directory without one is still aside: syncing its files one by one would take longer than writing them.
    write = replace_text if (directory / FILE).exists() else draft_text
    write(directory / FILE, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


@cache
def tool_version() -> str:
    """Version of the installed package, for the manifest."""
    try:
        return version("scorehouse")
    except PackageNotFoundError:
        return "unknown"


def _lines(manifests: Sequence[Manifest]) -> str:
    return "".join(json.dumps(manifest, ensure_ascii=False) + "\n" for manifest in manifests)


def _types(manifest: Mapping[str, Any]) -> dict[str, str]:
    return {column["name"]: column["type"] for column in manifest["columns"]}


def _read_one(directory: Path, written: int) -> Manifest:
    content = read_manifest(directory)
    return {key: value for key, value in content.items() if key not in _COLUMNS} | {_WRITTEN: written}


# A run looks several times at a raw area that nobody writes to meanwhile.
@lru_cache(maxsize=2)
def _read(root: Path, noted: Path | None, days: tuple[tuple[str, int], ...]) -> list[Manifest]:
    known: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in noted_manifests(noted) if noted else []:
        known[_day_of(manifest)].append(manifest)
    found: list[Manifest] = []
    for day, written in days:
        of_day = known.get(day, [])
        if not of_day or any(manifest.get(_WRITTEN) != written for manifest in of_day):
            of_day = [_read_one(file.parent, written) for file in root.glob(f"{day}/revision=*/{FILE}")]
        found += of_day
    return sorted(found, key=itemgetter("source", "entity", "extract_date", "revision"))


def _identity(file: Path) -> tuple[int, int]:
    """A note is replaced or added to, so one of the same inode and time says the same."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns


def _says_its_place(noted: object) -> bool:
    return isinstance(noted, dict) and noted.keys() >= _PLACE


def _day_of(manifest: Manifest) -> str:
    return day_place(manifest["source"], manifest["entity"], manifest["extract_date"])
