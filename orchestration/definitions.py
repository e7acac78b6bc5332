"""What Dagster finds: everything in `defs`, put together for one installation."""

import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import dagster as dg

from orchestration.build import steps as building
from orchestration.build.parsing import read_manifest
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.deliveries import names_in
from orchestration.connectors.ingest import first_day
from orchestration.defs import automation, freshness, ingest, transform, warehouse
from orchestration.defs.resources import LogReporter
from orchestration.settings import Settings

# Single-run backfills and freshness policies are marked as such; the exact version is pinned.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)


def build_defs(settings: Settings, overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """All definitions of an installation; `overrides` replaces resources by name."""
    sources = load_declarations(settings.staging_models).values()
    started = dg.Definitions(
        jobs=[automation.FRESHNESS_JOB],
        schedules=[
            *automation.cutoff_schedules(sources),
            automation.freshness_schedule(automation.publishing_zone(sources)),
        ],
        sensors=[automation.delivered_files_sensor(), *automation.build_sensors()],
    )
    owners = transform.owners(read_manifest(settings), ingest.GROUP)
    return dg.Definitions.merge(landing_defs(settings, overrides, owners), building_defs(settings), started)


def building_defs(settings: Settings, resources: Mapping[str, object] | None = None) -> dg.Definitions:
    """What building alone needs: what is landed is outside it, so that Dagster does not list all of its days."""
    manifest = read_manifest(settings)
    translator = transform.Translator(load_declarations(settings.staging_models))
    return dg.Definitions(
        assets=[warehouse.warehouse(manifest, translator)],
        asset_checks=[freshness.is_of_the_day_due],
        jobs=[automation.BUILD_JOB],
        resources=resources,
        executor=dg.in_process_executor if resources else None,
    )


def shared_resources(settings: Settings, overrides: Mapping[str, object] | None = None) -> Mapping[str, object]:
    """What the assets are handed, by name; `overrides` replaces some of it."""
    own = {"settings": settings, "reporter": LogReporter(), "listing": names_in, "planner": building.make_plan}
    return {**own, **(overrides or {})}


def landing_defs(
    settings: Settings, overrides: Mapping[str, object] | None = None, owners: Sequence[str] = ()
) -> dg.Definitions:
    """What landing alone needs; without the dbt project, so sooner there."""
    first = first_day(settings) or datetime.now(UTC).date()
    sources = load_declarations(settings.staging_models).values()
    return dg.Definitions(
        assets=ingest.landing_assets(sources, ingest.extract_dates(first), owners),
        jobs=[automation.LAND_JOB],
        resources=shared_resources(settings, overrides),
        # A step takes less time than starting a process for it.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The installation that SCOREHOUSE_HOME names."""
    return build_defs(Settings.from_environment())
