"""What is to be landed, and landing it: the connectors' work for one entity or for all that is new.

A faulty delivery costs itself alone: the others of its entity land, and the fault is told.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.deliveries import Delivery, Listing, find_deliveries, names_in
from orchestration.connectors.deliveries import unclaimed as names_left
from orchestration.connectors.landing import Landed, land
from orchestration.connectors.manifests import Manifest, read_manifests
from orchestration.errors import ScorehouseError, machine_faults_told
from orchestration.settings import Settings

Place = tuple[str, str]  # source, entity


@dataclass(frozen=True)
class Wanted:
    """Which deliveries to look at; nothing given means all.

    Attributes:
        sources: Names of sources.
        entity: Name of one entity.
        first: First extract date.
        last: Last extract date.
    """

    sources: tuple[str, ...] = ()
    entity: str | None = None
    first: date | None = None
    last: date | None = None

    def includes(self, source: Source, entity: Entity) -> bool:
        """Whether an entity is asked for."""
        return (not self.sources or source.name in self.sources) and self.entity in (None, entity.name)

    def includes_day(self, day: date) -> bool:
        """Whether an extract date is asked for."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    @property
    def is_explicit(self) -> bool:
        """Whether days were named, so that also files that look untouched are compared with what was landed."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True)
class Failed:
    """A delivery that could not be landed, and the sentence about it."""

    delivery: Delivery
    message: str


def declared(settings: Settings, wanted: Wanted) -> list[tuple[Source, Entity]]:
    """The declared entities asked for.

    Raises:
        ScorehouseError: A declaration is faulty, or nothing declared has the name asked for.
    """
    sources = load_declarations(settings.staging_models)
    for name in wanted.sources:
        if name not in sources:
            raise ScorehouseError(f"There is no source {name!r}; declared are {', '.join(sources)}.")
    pairs = [(source, entity) for source in sources.values() for entity in source.entities.values()]
    found = [(source, entity) for source, entity in pairs if wanted.includes(source, entity)]
    if not found:
        raise ScorehouseError(f"No source declares an entity {wanted.entity!r}; see {settings.staging_models}.")
    return found


def pending(settings: Settings, wanted: Wanted, listing: Listing | None = None) -> dict[Place, list[date]]:
    """The extract dates to land by source and entity; entities with nothing to do are left out.

    An entity whose deliveries cannot even be listed stays in, without dates, so that landing it tells why. Who asks
    for more of the same folders gives a listing that remembers.
    """
    known = _last_manifests([*read_manifests(settings.raw, settings.landed), *read_manifests(settings.held)])
    found: dict[Place, list[date]] = {}
    listing = listing or cache(names_in)
    for source, entity in declared(settings, wanted):
        place = (source.name, entity.name)
        try:
            deliveries = find_deliveries(source, entity, settings.extracts_of(source.name), listing=listing)
        except ScorehouseError:
            found[place] = []
            continue
        days = [
            delivery.extract_date
            for delivery in deliveries
            if wanted.includes_day(delivery.extract_date)
            and (wanted.is_explicit or _is_new(delivery, known.get((*place, str(delivery.extract_date)))))
        ]
        if days:
            found[place] = days
    return found


def delivered_paths(settings: Settings, batch: Mapping[Place, Iterable[date]]) -> list[Path]:
    """The files of some extract dates by source and entity."""
    found = []
    for source, entity in declared(settings, Wanted()):
        days = set(batch.get((source.name, entity.name), ()))
        if days:
            deliveries = find_deliveries(source, entity, settings.extracts_of(source.name), days)
            found += [delivery.path for delivery in deliveries]
    return found


def land_days(
    settings: Settings,
    source: Source,
    entity: Entity,
    days: Iterable[date] | None,
    listing: Listing = names_in,
) -> Iterator[Landed | Failed]:
    """Land an entity's deliveries of some days, or of all where `days` is None, oldest first.

    Raises:
        ScorehouseError: The deliveries cannot be listed.
    """
    asked = None if days is None else set(days)
    wanted = find_deliveries(source, entity, settings.extracts_of(source.name), asked, listing)

    def landed(delivery: Delivery) -> Landed | Failed:
        try:
            with machine_faults_told(settings.home):
                return land(delivery, source, entity, settings.raw, settings.held)
        except ScorehouseError as error:
            return Failed(delivery, str(error))

    # Whether a snapshot shrank is seen from the one before, so those land one after the other.
    at_once = 1 if entity.shrink_guard else min(4, os.cpu_count() or 1)
    with ThreadPoolExecutor(at_once, "landing") as threads:
        yield from threads.map(landed, wanted)


def silent(settings: Settings, sources: Sequence[str] = (), listing: Listing = names_in) -> dict[str, Path]:
    """The sources that have delivered nothing at all, and where they were looked for."""
    heard = set()
    everything = declared(settings, Wanted(sources=tuple(sources)))
    for source, entity in everything:
        if source.name not in heard and _has_delivered(settings, source, entity, listing):
            heard.add(source.name)
    return {s.name: settings.extracts_of(s.name) for s, _ in everything if s.name not in heard}


def unclaimed(settings: Settings, wanted: Wanted, listing: Listing | None = None) -> dict[str, list[str]]:
    """The files by source that lie among its deliveries and belong to none of its entities; misnamed ones, perhaps."""
    listing = listing or cache(names_in)
    sources = {source.name: source for source, _ in declared(settings, wanted)}
    found = {
        name: names_left(source.entities.values(), settings.extracts_of(name), listing)
        for name, source in sources.items()
    }
    return {name: files for name, files in found.items() if files}


def _has_delivered(settings: Settings, source: Source, entity: Entity, listing: Listing) -> bool:
    try:
        return bool(find_deliveries(source, entity, settings.extracts_of(source.name), listing=listing))
    except ScorehouseError:
        return True


def _last_manifests(manifests: Iterable[Manifest]) -> dict[tuple[str, str, str], Manifest]:
    """The last revision of each source, entity and day, landed or held."""
    found: dict[tuple[str, str, str], Manifest] = {}
    for manifest in sorted(manifests, key=lambda manifest: int(manifest["revision"])):
        found[manifest["source"], manifest["entity"], manifest["extract_date"]] = manifest
    return found


def _is_new(delivery: Delivery, manifest: Manifest | None) -> bool:
    """Whether a file may differ from what was landed; one of the same size and cut-off, untouched since, does not."""
    if manifest is None or manifest["status"] == "held" or manifest.get("stated_cutoff") != delivery.stated_cutoff:
        return True
    written = delivery.stat()
    landed_at = datetime.fromisoformat(manifest["landed_at"]).replace(tzinfo=UTC)
    return written.st_size != manifest["input_bytes"] or written.st_mtime >= landed_at.timestamp()
