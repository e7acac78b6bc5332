"""The shelf of one entity: its landed and held deliveries, which came last, and which came before a given day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.connectors import shelf
from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.manifests import Manifest, read_manifest, write_manifest
from orchestration.disk.aside import put_folder


@dataclass(frozen=True)
class EntityShelf:
    """Where the deliveries of one entity stand; `raw` and `held` are the roots of all entities."""

    source: Source
    entity: Entity
    raw: Path
    held: Path

    def latest(self, day: date) -> tuple[Path, Manifest] | None:
        """Directory and manifest of the last revision of a day, landed or held."""
        found = self._revisions(self.held, day) | self._revisions(self.raw, day)
        if not found:
            return None
        directory = found[max(found)]
        manifest = read_manifest(directory)
        # Where it lies decides: a release that was killed before the rename has written that it is landed.
        return directory, manifest | {"status": "held"} if directory.is_relative_to(self.held) else manifest

    def earlier(self, day: date) -> Manifest | None:
        """Manifest of the last landed extract before a day; where there is none, of the day itself."""
        days = [
            there for there in shelf.days(self.raw, self.source.name, self.entity.name) if there > shelf.CONTRACT_DATE
        ]
        before = max((there for there in days if there < day), default=day)
        found = self._revisions(self.raw, before)
        return read_manifest(found[max(found)]) if found else None

    def waiting(self, day: date) -> tuple[int, Path] | None:
        """Last held revision of a day and its directory."""
        return max(self._revisions(self.held, day).items(), default=None)

    def folder(self, root: Path, day: date, revision: int) -> Path:
        """Directory of one delivery of this entity."""
        return shelf.revision_folder(root, self.source.name, self.entity.name, day, revision)

    def place(self, written: Path, manifest: Manifest) -> Path | None:
        """Put a finished directory where its manifest says; None when another run has taken the place."""
        write_manifest(written, manifest)
        root = self.held if manifest["status"] == "held" else self.raw
        target = self.folder(root, date.fromisoformat(manifest["extract_date"]), manifest["revision"])
        return target if put_folder(written, target) else None

    def _revisions(self, root: Path, day: date) -> dict[int, Path]:
        return shelf.revisions(root, self.source.name, self.entity.name, day)
