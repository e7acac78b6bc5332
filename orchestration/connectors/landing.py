"""Landing: the one way by which a delivery enters raw, and the decision whether it may.

The same input again (the bytes and the cut-off in the file's name) is left alone, a changed one becomes a new revision,
a snapshot that shrank too much is held.
Reading and writing files belongs to `writing`, knowing what came before to `entity_shelf`.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.clock import now
from orchestration.connectors import shelf
from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.deliveries import Delivery
from orchestration.connectors.entity_shelf import EntityShelf
from orchestration.connectors.manifests import (
    FILE,
    Drift,
    Manifest,
    Written,
    drift,
    is_same_input,
    new_manifest,
    read_manifest,
    title,
    write_manifest,
)
from orchestration.connectors.readers.unpacking import imprint
from orchestration.connectors.writing import REJECTS, ROWS, Order, write_delivery, write_nothing
from orchestration.disk.aside import move, put_folder
from orchestration.errors import ScorehouseError


@dataclass(frozen=True)
class Landed:
    """What became of one delivery.

    Attributes:
        status: `landed`, `unchanged` (this very input is already there) or `held`.
        message: One sentence for the user; why and what to do when it was held.
        directory: Where rows, rejects and manifest are.
        manifest: The manifest's content: counts, columns, instants.
        drift: How the columns differ from the extract before.
    """

    status: str
    message: str
    directory: Path
    manifest: Manifest
    drift: Drift

    @property
    def revision(self) -> int:
        """Number of this input among those of its day, from 1."""
        return int(self.manifest["revision"])


def land(  # noqa: PLR0913  the five things a landing is about, and one limit
    delivery: Delivery, source: Source, entity: Entity, raw: Path, held: Path, *, memory_limit: str | None = None
) -> Landed:
    """Land one delivery in `raw`, or hold it in `held`; earlier landings stay as they are.

    Args:
        delivery: The file and its day.
        source: The declared source.
        entity: The declared entity.
        raw: Root of landed deliveries.
        held: Root of deliveries held back.
        memory_limit: DuckDB's limit, such as `2GB`; beyond it, work spills to disk.

    Raises:
        ScorehouseError: The file cannot be read or breaks the contract as a whole; nothing is landed.
    """
    place = EntityShelf(source, entity, raw, held)
    taken = imprint(delivery.path)
    known = place.latest(delivery.extract_date)
    if known and is_same_input(known[1], taken.sha256, delivery.stated_cutoff):
        return _already(place, *known)
    with shelf.aside(raw) as workspace:
        target = workspace / "delivery"
        target.mkdir()
        written = write_delivery(Order(delivery, source, entity), target, workspace, memory_limit)
        if not taken.still_fits(delivery.path):
            raise ScorehouseError(f"{delivery.path.name} changed while it was read; land it again when it is complete.")
        manifest = new_manifest(source, entity, delivery, written) | {
            "is_complete": True,
            "input_name": delivery.path.name,
            "input_sha256": taken.sha256,
            "input_bytes": taken.size,
            "stated_cutoff": delivery.stated_cutoff,
        }
        return _placed(place, target, manifest)


def release(source: Source, entity: Entity, extract_date: date, raw: Path, held: Path) -> Landed:
    """Move the last held delivery of a day into `raw`: somebody has looked, and it is right.

    Raises:
        ScorehouseError: Nothing is held for that day.
    """
    place = EntityShelf(source, entity, raw, held)
    waiting = place.waiting(extract_date)
    if waiting is None:
        raise ScorehouseError(
            f"Nothing of {source.name}.{entity.name} is held for {extract_date}; check name and date."
        )
    earlier = place.earlier(extract_date)
    manifest = read_manifest(waiting[1]) | {"status": "landed", "landed_at": str(now())}
    directory = place.place(waiting[1], manifest) or place.folder(raw, extract_date, waiting[0])
    return Landed("landed", f"{title(manifest)} was released.", directory, manifest, drift(manifest, earlier))


def write_contract(source: Source, entity: Entity, raw: Path) -> Path:
    """Write the zero-row directory that gives readers the declared columns; renewed when the declaration changed."""
    target = shelf.revision_folder(raw, source.name, entity.name, shelf.CONTRACT_DATE, 0)
    manifest = new_manifest(source, entity, Delivery(shelf.CONTRACT_DATE, Path(), ""), Written(0, 0, 0, 0, ()))
    if (target / FILE).exists() and not _changed(manifest, read_manifest(target)):
        return target
    with shelf.aside(raw) as workspace:
        fresh = workspace / "delivery"
        fresh.mkdir()
        write_nothing(source, entity, fresh)
        write_manifest(fresh, manifest)
        if not put_folder(fresh, target):
            # Readers may be looking: replace file by file, so that at no moment one is missing.
            for name in (ROWS, REJECTS, FILE):
                move(fresh / name, target / name)
    return target


def _placed(place: EntityShelf, target: Path, manifest: Manifest) -> Landed:
    """Put a written delivery on its shelf under the next free revision, unless another run was faster."""
    day = date.fromisoformat(manifest["extract_date"])
    earlier = place.earlier(day)
    reason = _why_held(manifest, earlier, place.entity)
    status = "held" if reason else "landed"
    while True:
        known = place.latest(day)
        if known and is_same_input(known[1], manifest["input_sha256"], manifest["stated_cutoff"]):
            return _already(place, *known)
        manifest = manifest | {"status": status, "revision": known[1]["revision"] + 1 if known else 1}
        if directory := place.place(target, manifest):
            return Landed(status, reason or _counts(manifest), directory, manifest, drift(manifest, earlier))


def _already(place: EntityShelf, directory: Path, manifest: Manifest) -> Landed:
    earlier = place.earlier(date.fromisoformat(manifest["extract_date"]))
    changes = drift(manifest, earlier)
    if manifest["status"] == "held":
        reason = _why_held(manifest, earlier, place.entity) or f"{title(manifest)} is still held; release it."
        return Landed("held", reason, directory, manifest, changes)
    message = f"{title(manifest)} is already landed as revision {manifest['revision']}."
    return Landed("unchanged", message, directory, manifest, changes)


def _why_held(manifest: Manifest, earlier: Manifest | None, entity: Entity) -> str:
    """Why a delivery must wait for somebody's word; empty when it may land."""
    if earlier is None or not entity.shrink_guard:
        return ""
    now_there, before = manifest["rows_landed"], earlier["rows_landed"]
    if now_there >= (1 - entity.shrink_guard) * before:
        return ""
    return (
        f"{title(manifest)} is held: {now_there:,} rows after {before:,} on {earlier['extract_date']} is a loss of "
        f"more than {entity.shrink_guard:.0%}; release it if it is right, or deliver a complete file."
    )


def _changed(now_declared: Manifest, before: Manifest) -> bool:
    return any(now_declared[key] != before.get(key) for key in now_declared if key not in ("landed_at", "tool_version"))


def _counts(manifest: Manifest) -> str:
    left_out = f", {count:,} left out" if (count := manifest["rows_left_out"]) else ""
    landed, rejected = manifest["rows_landed"], manifest["rows_rejected"]
    return f"{title(manifest)}: {landed:,} rows landed, {rejected:,} rejected{left_out}."
