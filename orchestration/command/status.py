"""Where an installation stands: landed, waiting, failed, held, built, published."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb

from orchestration.build import publishing as publish
from orchestration.build import steps as building
from orchestration.command.visibility import visibility
from orchestration.connectors import ingest
from orchestration.connectors.deliveries import names_in
from orchestration.connectors.ingest import Wanted
from orchestration.connectors.manifests import Manifest, read_manifests, title
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings
from orchestration.words import counted


def status(settings: Settings) -> str:
    """The state in lines of text."""
    landed, held = read_manifests(settings.raw, settings.landed), read_manifests(settings.held)
    folder = publish.current(settings)
    return "\n".join(
        [
            f"Home       {settings.home}",
            *_landed(landed),
            *_delivered(settings),
            *[f"Held       {title(one)}: scorehouse release {_release(one)}" for one in held],
            f"Built      {_built(settings)}",
            f"Published  {_published(folder)}",
            *_promises(folder),
            f"Next       {_next(settings)}",
        ]
    )


def _landed(manifests: list[Manifest]) -> list[str]:
    by_source: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        by_source[manifest["source"]].append(manifest)
    lines = [f"Landed     {_counts(source, of_source)}" for source, of_source in by_source.items()]
    return lines or ["Landed     nothing"]


def _delivered(settings: Settings) -> Iterator[str]:
    """What lies in the folders of extracts and is not landed: a line for each source that waits, and for each fault."""
    listing = cache(names_in)
    try:
        standing = ingest.standing(settings, Wanted(), listing)
        unclaimed = ingest.unclaimed(settings, Wanted(), listing)
    except ScorehouseError as error:
        yield f"Faulty     {error}"
        return
    by_source: dict[str, list[int]] = defaultdict(list)
    for (source, _), files in standing.waiting.items():
        by_source[source].append(len(files))
    for source, counts in by_source.items():
        yield f"Waiting    {source}: {counted(sum(counts), 'file')} of {counted(len(counts), 'entity', 'entities')}"
    yield from (f"Failed     {sentence}" for sentence in standing.failed)
    for source, names in unclaimed.items():
        yield f"Unclaimed  {source}: {', '.join(names)}"


def _counts(source: str, manifests: list[Manifest]) -> str:
    days = sorted(manifest["extract_date"] for manifest in manifests)
    rows = sum(manifest["rows_landed"] for manifest in manifests)
    rejected = sum(manifest["rows_rejected"] for manifest in manifests)
    left_out = sum(manifest.get("rows_left_out", 0) for manifest in manifests)
    entities = len({manifest["entity"] for manifest in manifests})
    return (
        f"{source}: {counted(entities, 'entity', 'entities')}, {counted(len(manifests), 'extract')} "
        f"from {days[0]} to {days[-1]}, {counted(rows, 'row')}, {rejected:,} rejected"
        f"{f', {left_out:,} left out' if left_out else ''}"
    )


def _built(settings: Settings) -> str:
    if building.is_unfinished(settings):
        failure = building.noted_failure(settings).partition("\n")[0]
        return f"a build has failed: {failure}" if failure else "a build has begun and not finished"
    built = building.last_built(settings)
    if built is None:
        return "nothing"
    return f"as of {built.as_of} UTC from {counted(len(built.extracts), 'extract')}"


def _published(folder: Path | None) -> str:
    if folder is None:
        return "nothing"
    said = publish.about(folder)
    return f"as of {said['as_of']} UTC, {len(said['rows'])} marts in {folder}"


def _promises(folder: Path | None) -> list[str]:
    if folder is None:
        return []
    with duckdb.connect(folder / publish.DATABASE, read_only=True) as marts:
        return [f"Promises   {source}: {kept}" for source, kept in visibility(marts).items()]


def _next(settings: Settings) -> str:
    try:
        return building.make_plan(settings).reason
    except ScorehouseError as error:
        return str(error)


def _release(manifest: Manifest) -> str:
    return f"{manifest['source']} {manifest['entity']} {manifest['extract_date']}"
