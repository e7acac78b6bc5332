"""The published copy as an asset, after the marts it holds. Copying and swapping belong to `publish`."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.build import steps as building
from orchestration.build.copying import public_marts
from orchestration.defs.resources import WAREHOUSE_POOL, Reporter, step_of_build
from orchestration.defs.transform import Translator, build_id, freshness_promise
from orchestration.settings import Settings


def published_marts(manifest: Mapping[str, Any], translator: Translator, time_zone: str) -> dg.AssetsDefinition:
    """The copy that BI tools, people and files read."""
    marts = [dg.AssetKey([mart.schema, mart.name]) for mart in public_marts(manifest)]

    @dg.asset(
        key=["published", "marts"],
        group_name="published",
        description="Read-only copy of the public marts, as one DuckDB file and as Parquet; swapped in whole.",
        owners=["analytics@example.com"],
        kinds={"duckdb", "parquet"},
        deps=marts,
        pool=WAREHOUSE_POOL,
        freshness_policy=freshness_promise(time_zone),
    )
    def publish(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        reporter: dg.ResourceParam[Reporter],
    ) -> dg.MaterializeResult[None]:
        with step_of_build(settings, build_id(context)):
            build = building.under_way(settings, build_id(context))
            with reporter.stage("Publishing the marts") as outcome:
                published = building.finish(settings, build)
                outcome(f"{len(published.rows)} marts, {sum(published.rows.values()):,} rows")
        return dg.MaterializeResult(
            metadata={
                "folder": dg.MetadataValue.path(published.folder),
                "as_of": f"{build.as_of} UTC",
                "rows": dict(published.rows),
            }
        )

    return publish
