"""What Dagster finds: everything in `defs`, put together for one installation."""

import warnings
from collections.abc import Mapping

import dagster as dg

from orchestration.build import steps as building
from orchestration.build.parsing import read_manifest
from orchestration.connectors.declarations.loading import load_declarations
from orchestration.connectors.deliveries import names_in
from orchestration.defs import automation, ingest, publish, quality, transform
from orchestration.defs.resources import LogReporter
from orchestration.settings import Settings

# Single-run backfills and freshness policies are marked as such; the exact version is pinned.
warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)


def build_defs(settings: Settings, overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """All definitions of an installation; `overrides` replaces resources by name."""
    sources = load_declarations(settings.staging_models).values()
    started = dg.Definitions(
        schedules=automation.cutoff_schedules(sources),
        sensors=[automation.delivered_files_sensor(), *automation.build_sensors()],
    )
    return dg.Definitions.merge(landing_defs(settings, overrides), building_defs(settings), started)


def building_defs(settings: Settings, resources: Mapping[str, object] | None = None) -> dg.Definitions:
    """What building alone needs: what is landed is outside it, so that Dagster does not list ten years of its days."""
    sources = list(load_declarations(settings.staging_models).values())
    manifest = read_manifest(settings)
    zone = automation.publishing_zone(sources)
    translator = transform.Translator([source.name for source in sources], zone)
    return dg.Definitions(
        assets=[
            *transform.transform_assets(manifest, translator),
            quality.judgement(manifest, translator),
            publish.published_marts(manifest, translator, zone),
        ],
        asset_checks=[quality.rule_checks(manifest, translator)],
        jobs=[automation.BUILD_JOB],
        resources=resources,
        executor=dg.in_process_executor if resources else None,
    )


def shared_resources(settings: Settings, overrides: Mapping[str, object] | None = None) -> Mapping[str, object]:
    """What the assets are handed, by name; `overrides` replaces some of it."""
    own = {"settings": settings, "reporter": LogReporter(), "listing": names_in, "planner": building.make_plan}
    return {**own, **(overrides or {})}


def landing_defs(settings: Settings, overrides: Mapping[str, object] | None = None) -> dg.Definitions:
    """What landing alone needs; without the dbt project, so sooner there."""
    return dg.Definitions(
        assets=ingest.landing_assets(load_declarations(settings.staging_models).values()),
        jobs=[automation.LAND_JOB],
        resources=shared_resources(settings, overrides),
        # A step takes less time than starting a process for it.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The installation that SCOREHOUSE_HOME names."""
    return build_defs(Settings.from_environment())
