"""Which landed extracts count for a build, read from the manifests in raw.

Landing them belongs to `connectors`, deciding what they make necessary to `plan`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from orchestration.connectors.manifests import Manifest, read_manifests
from orchestration.settings import Settings


class Extract(NamedTuple):
    """One landed delivery: the revision that counts, and the instant (naive UTC) at which it ends."""

    source: str
    entity: str
    extract_date: date
    revision: int
    cutoff_at: datetime

    def as_row(self) -> list[str | int]:
        """The form in which notes keep it."""
        return [self.source, self.entity, str(self.extract_date), self.revision, str(self.cutoff_at)]

    @classmethod
    def from_row(cls, row: list[str | int]) -> "Extract":
        """The extract of a note's row."""
        source, entity, day, revision, cutoff = row
        return cls(
            str(source), str(entity), date.fromisoformat(str(day)), int(revision), datetime.fromisoformat(str(cutoff))
        )


def landed_extracts(settings: Settings) -> list[Extract]:
    """Every landed delivery, of each day the latest revision."""
    return latest(read_manifests(settings.raw, settings.landed))


def latest(manifests: Iterable[Manifest]) -> list[Extract]:
    """The last revision of each source, entity and day; contracts are no deliveries."""
    found: dict[tuple[str, str, date], Extract] = {}
    for manifest in manifests:
        if manifest["status"] != "landed":
            continue
        extract = Extract(
            manifest["source"],
            manifest["entity"],
            date.fromisoformat(manifest["extract_date"]),
            int(manifest["revision"]),
            datetime.fromisoformat(manifest["cutoff_at"]),
        )
        place = (extract.source, extract.entity, extract.extract_date)
        if place not in found or found[place].revision < extract.revision:
            found[place] = extract
    return sorted(found.values())
