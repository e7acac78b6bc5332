"""What is to be landed, and landing it: the connectors' work for one entity or for all that is new.

A faulty delivery costs itself alone: the others of its entity land, and the fault is told.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.deliveries import Delivery, Doubtful, Listing, Survey, names_in, survey
from orchestration.connectors.deliveries import unclaimed as names_left
from orchestration.connectors.landing import Landed, land
from orchestration.connectors.looked_at import Look, look_at, note_looks, read_looks
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
    """Files that could not be landed, and the sentence about them."""

    names: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Standing:
    """What is not landed: files that wait by source and entity, and a sentence for each that could not be landed."""

    waiting: dict[Place, list[Delivery]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


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

    Days of files in doubt are among them, so that landing tells what is wrong; an entity with nothing but files in
    doubt that name no day stays in, without dates. Who asks for more of the same folders gives a listing that
    remembers.
    """
    return {
        place: sorted([*(delivery.extract_date for delivery in new), *(one.day for one in doubtful if one.day)])
        for place, new, doubtful in _new_files(settings, wanted, listing)
    }


def standing(settings: Settings, wanted: Wanted, listing: Listing | None = None) -> Standing:
    """What waits to be landed and what could not be; each file that failed once is looked at again by every landing."""
    found = Standing()
    for place, new, doubtful in _new_files(settings, wanted, listing):
        looks = read_looks(settings.state, *place)
        found.failed.extend(one.message for one in doubtful)
        for delivery in new:
            look = looks.get(delivery.name)
            if look and look.failure and look.still_fits(delivery):
                found.failed.append(look.failure)
            else:
                found.waiting.setdefault(place, []).append(delivery)
    return found


def _new_files(
    settings: Settings, wanted: Wanted, listing: Listing | None
) -> Iterator[tuple[Place, list[Delivery], list[Doubtful]]]:
    """New deliveries and files in doubt by source and entity, where there are any."""
    known = _last_manifests([*read_manifests(settings.raw, settings.landed), *read_manifests(settings.held)])
    listing = listing or cache(names_in)
    for source, entity in declared(settings, wanted):
        place = (source.name, entity.name)
        there = survey(source, entity, settings.extracts_of(source.name), listing=listing)
        looks = read_looks(settings.state, *place)
        new = [
            delivery
            for delivery in there.deliveries
            if wanted.includes_day(delivery.extract_date)
            and (
                wanted.is_explicit
                or _is_new(delivery, known.get((*place, str(delivery.extract_date))), looks.get(delivery.name))
            )
        ]
        doubtful = [one for one in there.doubtful if one.day is None or wanted.includes_day(one.day)]
        if new or doubtful:
            yield place, new, doubtful


def delivered_paths(settings: Settings, batch: Mapping[Place, Iterable[date]]) -> list[Path]:
    """The files of some extract dates by source and entity."""
    found = []
    for source, entity in declared(settings, Wanted()):
        days = set(batch.get((source.name, entity.name), ()))
        if days:
            folder = settings.extracts_of(source.name)
            there = survey(source, entity, folder, days)
            found += [delivery.path for delivery in there.deliveries]
            found += [folder / name for one in there.doubtful for name in one.names]
    return found


def land_days(
    settings: Settings,
    source: Source,
    entity: Entity,
    days: Iterable[date] | None,
    listing: Listing = names_in,
) -> Iterator[Landed | Failed]:
    """Land an entity's deliveries of some days, or of all where `days` is None, oldest first; files in doubt are told.

    What came of files that are not landed by this, because they are landed already or cannot be, is noted.
    """
    asked = None if days is None else set(days)
    folder = settings.extracts_of(source.name)
    there = survey(source, entity, folder, asked, listing)
    looks: dict[str, Look] = {}

    def landed(delivery: Delivery) -> Landed | Failed:
        look = look_at(delivery)
        try:
            with machine_faults_told(settings.home):
                outcome = land(delivery, source, entity, settings.raw, settings.held)
        except ScorehouseError as error:
            looks[delivery.name] = replace(look, failure=str(error))
            return Failed((delivery.name,), str(error))
        looks[delivery.name] = replace(look, sha256=outcome.manifest["input_sha256"])
        return outcome

    # Whether a snapshot shrank is seen from the one before, so those land one after the other.
    at_once = 1 if entity.shrink_guard else min(4, os.cpu_count() or 1)
    try:
        with ThreadPoolExecutor(at_once, "landing") as threads:
            yield from threads.map(landed, there.deliveries)
        yield from (Failed(one.names, one.message) for one in there.doubtful)
    finally:
        note_looks(settings.state, source.name, entity.name, folder, looks)


def first_day(settings: Settings, listing: Listing | None = None) -> date | None:
    """The first extract date that is landed or delivered; None where there is none."""
    listing = listing or cache(names_in)
    days = [date.fromisoformat(manifest["extract_date"]) for manifest in read_manifests(settings.raw, settings.landed)]
    for source, entity in declared(settings, Wanted()):
        there = survey(source, entity, settings.extracts_of(source.name), listing=listing)
        days += [delivery.extract_date for delivery in there.deliveries]
    return min(days, default=None)


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
    return survey(source, entity, settings.extracts_of(source.name), listing=listing) != Survey()


def _last_manifests(manifests: Iterable[Manifest]) -> dict[tuple[str, str, str], Manifest]:
    """The last revision of each source, entity and day, landed or held."""
    found: dict[tuple[str, str, str], Manifest] = {}
    for manifest in sorted(manifests, key=lambda manifest: int(manifest["revision"])):
        found[manifest["source"], manifest["entity"], manifest["extract_date"]] = manifest
    return found


def _is_new(delivery: Delivery, manifest: Manifest | None, look: Look | None) -> bool:
    """Whether a file may differ from what was landed; one of the same size and cut-off, untouched since, does not.

    Nor does one that was compared: copies of a home have new times of change.
    """
    if manifest is None or manifest["status"] == "held" or manifest.get("stated_cutoff") != delivery.stated_cutoff:
        return True
    written = delivery.stat()
    landed_at = datetime.fromisoformat(manifest["landed_at"]).replace(tzinfo=UTC)
    if written.st_size != manifest["input_bytes"]:
        return True
    return written.st_mtime >= landed_at.timestamp() and not (look and look.says_landed(delivery, manifest))
