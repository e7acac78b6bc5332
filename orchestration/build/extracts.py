"""Which landed extracts count for a build, by their manifests.

Landing them belongs to `connectors`, deciding what they make necessary to `plan`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from orchestration.connectors.manifests import Manifest


class Extract(NamedTuple):
    """One landed delivery: the revision that counts, and the instant (naive UTC) at which it ends."""

    source: str
    entity: str
    extract_date: date
    revision: int
    cutoff_at: datetime


def latest(manifests: Iterable[Manifest]) -> list[Extract]:
    """The last revision of each source, entity and day."""
    found: dict[tuple[str, str, date], Extract] = {}
    for manifest in manifests:
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
