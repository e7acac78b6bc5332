"""Notes of what was looked at: files found to be what is landed already, and files that could not be landed, and why.

A note saves looking again and tells `status` what failed; what is landed, manifests alone say. Each entity has a folder
for its note, so that entities that land at the same time do not write to the same.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.connectors.deliveries import Delivery
from orchestration.connectors.manifests import Manifest
from orchestration.disk.aside import forget_unfinished, replace_text

_FOLDER = "looked_at"


@dataclass(frozen=True)
class Look:
    """One file as it was when it was looked at: size, time of change (ns), and what came of it.

    Attributes:
        sha256: Of its content, where that is landed.
        failure: The sentence about it, where it could not be landed.
    """

    size: int
    changed_ns: int
    sha256: str = ""
    failure: str = ""

    def still_fits(self, delivery: Delivery) -> bool:
        """Whether nobody has written to the file since."""
        status = delivery.stat()
        return (status.st_size, status.st_mtime_ns) == (self.size, self.changed_ns)

    def says_landed(self, delivery: Delivery, manifest: Manifest) -> bool:
        """Whether the file is known to be what a manifest is about."""
        return bool(self.sha256) and self.sha256 == manifest["input_sha256"] and self.still_fits(delivery)


def look_at(delivery: Delivery) -> Look:
    """A file as it is now."""
    status = delivery.stat()
    return Look(status.st_size, status.st_mtime_ns)


def read_looks(state: Path, source: str, entity: str) -> dict[str, Look]:
    """What is noted of an entity's files, by name; nothing where there is no note or it is damaged."""
    try:
        content = json.loads(_file(state, source, entity).read_text(encoding="utf-8"))
        return {str(name): Look(**look) for name, look in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note_looks(state: Path, source: str, entity: str, folder: Path, looks: Mapping[str, Look]) -> None:
    """Add to what is noted of an entity's files, and forget those that are gone.

    A note that cannot be written costs looking again and nothing else.
    """
    known = read_looks(state, source, entity)
    wanted = {name: look for name, look in {**known, **looks}.items() if (folder / name).exists()}
    if wanted != known:
        with suppress(OSError):
            content = {name: asdict(look) for name, look in sorted(wanted.items())}
            replace_text(_file(state, source, entity), json.dumps(content, ensure_ascii=True) + "\n")


def tidy_looks(state: Path) -> None:
    """Remove what killed landings left beside the notes; one that is under way loses its note at worst."""
    for folder in (state / _FOLDER).glob("*"):
        forget_unfinished(folder)


def _file(state: Path, source: str, entity: str) -> Path:
    return state / _FOLDER / f"{source}.{entity}" / "files.json"
