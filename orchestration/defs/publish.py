"""The published copy as an asset, after the marts it holds. Copying and swapping belong to `build`."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.build import steps as building
from orchestration.build.copying import public_marts
from orchestration.build.steps import Build
from orchestration.defs.resources import Reporter
from orchestration.defs.transform import Event, owners
from orchestration.settings import Settings

GROUP = "published"
KEY = dg.AssetKey([GROUP, "marts"])


def spec(manifest: Mapping[str, Any]) -> dg.AssetSpec:
    """The copy that BI tools, people and files read."""
    return dg.AssetSpec(
        KEY,
        group_name=GROUP,
        description="Read-only copy of the public marts, as one DuckDB file and as Parquet; swapped in whole.",
        owners=owners(manifest, GROUP),
        kinds={"duckdb", "parquet"},
        deps=[dg.AssetKey([mart.schema, mart.name]) for mart in public_marts(manifest)],
    )


def publish(settings: Settings, reporter: Reporter, build: Build) -> Iterator[Event]:
    """Publish what a build has made."""
    with reporter.stage("Publishing the marts") as outcome:
        published = building.finish(settings, build)
        outcome(f"{len(published.rows)} marts, {sum(published.rows.values()):,} rows")
    yield dg.AssetMaterialization(
        KEY,
        metadata={
            "folder": dg.MetadataValue.path(published.folder),
            "as_of": f"{build.as_of} UTC",
            "rows": dict(published.rows),
        },
    )
