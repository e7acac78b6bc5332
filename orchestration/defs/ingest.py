"""One landing asset per declared entity, partitioned by extract date. Reading and writing belong to `ingest`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import dagster as dg

from orchestration.connectors import ingest
from orchestration.connectors.declarations.shapes import Entity, Source
from orchestration.connectors.deliveries import Listing
from orchestration.connectors.ingest import Failed
from orchestration.connectors.landing import Landed
from orchestration.connectors.manifests import Manifest, title
from orchestration.defs.resources import sentences
from orchestration.settings import Settings

GROUP = "raw"
NOT_SUSPECT = "delivery_is_not_suspect"
_RETRIES = 2


class Days(dg.Config):
    """Which extract dates to land where the run names no partitions; None lands all there are."""

    dates: list[str] | None = None


def landing_key(source: str, entity: str) -> dg.AssetKey:
    """The asset of a source's entity, under which dbt's source of the same names is known too."""
    return dg.AssetKey([GROUP, source, entity])


def landing_config(days: Mapping[dg.AssetKey, Iterable[date]]) -> dict[str, Any]:
    """The configuration of a run that lands these extract dates."""
    named = {key.to_python_identifier(): {"dates": [str(day) for day in dates]} for key, dates in days.items()}
    return {"ops": {name: {"config": config} for name, config in named.items()}}


def events_of_release(
    released: Landed, still_held: Sequence[Manifest]
) -> list[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """What the history is told when somebody lets in a delivery while others of its entity may still be held."""
    key = landing_key(released.manifest["source"], released.manifest["entity"])
    held = [(manifest, f"{title(manifest)} is still held.") for manifest in still_held]
    # Dagster's evaluation outside a run is of another class than a result inside one, with the same fields.
    return [_materialization(key, released), dg.AssetCheckEvaluation(asset_key=key, **_suspicion(held))]


def extract_dates(first: date) -> dg.DailyPartitionsDefinition:
    """The days from the first on; the same for all assets."""
    # Two days ahead of UTC's date, so that a zone in which tomorrow has begun finds its partition.
    return dg.DailyPartitionsDefinition(start_date=str(first), end_offset=2)


def landing_assets(
    sources: Iterable[Source], days: dg.DailyPartitionsDefinition, owners: Sequence[str] = ()
) -> list[dg.AssetsDefinition]:
    """The landing assets of all declared entities."""
    return [_landing_asset(source, entity, days, owners) for source in sources for entity in source.entities.values()]


def _landing_asset(
    source: Source, entity: Entity, days: dg.DailyPartitionsDefinition, owners: Sequence[str]
) -> dg.AssetsDefinition:
    key = landing_key(source.name, entity.name)

    @dg.asset(
        key=key,
        group_name=GROUP,
        description=f"{source.name}.{entity.name} as delivered in {entity.files} ({entity.delivery}), as Parquet.",
        owners=owners,
        kinds={entity.format, "parquet"},
        partitions_def=days,
        backfill_policy=dg.BackfillPolicy.single_run(),
        output_required=False,
        check_specs=[dg.AssetCheckSpec(NOT_SUSPECT, asset=key, description="No delivery is held back as suspect.")],
    )
    def landing(
        context: dg.AssetExecutionContext,
        config: Days,
        settings: dg.ResourceParam[Settings],
        listing: dg.ResourceParam[Listing],
    ) -> Iterator[dg.AssetMaterialization | dg.AssetCheckResult]:
        held, failed = [], []
        with sentences(settings.home), _patience(context):
            for outcome in ingest.land_days(settings, source, entity, _days(context, config), listing):
                if isinstance(outcome, Failed):
                    failed.append(outcome.message)
                elif outcome.status == "held":
                    held.append((outcome.manifest, outcome.message))
                else:
                    yield _materialization(key, outcome)
        yield dg.AssetCheckResult(**_suspicion(held))
        if failed:
            raise dg.Failure(description="\n".join(failed), allow_retries=False)

    return landing


@contextmanager
def _patience(context: dg.AssetExecutionContext) -> Iterator[None]:
    """A share that is away may be there in a moment; the last time it is told in a sentence like any other fault."""
    try:
        yield
    except OSError:
        if context.retry_number < _RETRIES:
            raise dg.RetryRequested(max_retries=_RETRIES, seconds_to_wait=5) from None
        raise


def _days(context: dg.AssetExecutionContext, config: Days) -> list[date] | None:
    if context.has_partition_key or context.has_partition_key_range:
        return [date.fromisoformat(day) for day in context.partition_keys]
    return None if config.dates is None else [date.fromisoformat(day) for day in config.dates]


def _materialization(key: dg.AssetKey, landed: Landed) -> dg.AssetMaterialization:
    manifest, drift = landed.manifest, landed.drift
    return dg.AssetMaterialization(
        asset_key=key,
        partition=manifest["extract_date"],
        description=landed.message,
        metadata={
            "dagster/partition_row_count": manifest["rows_landed"],
            "rows_read": manifest["rows_read"],
            "rows_rejected": manifest["rows_rejected"],
            "rows_left_out": manifest.get("rows_left_out", 0),
            "status": landed.status,
            "revision": landed.revision,
            "cutoff_at": f"{manifest['cutoff_at']} UTC",
            "new_columns": list(drift.added),
            "missing_columns": list(drift.removed),
            "retyped_columns": list(drift.retyped),
        },
    )


def _suspicion(held: Sequence[tuple[Manifest, str]]) -> dict[str, Any]:
    """The check's answer for the deliveries that are held, each with what is said of it."""
    commands = [f"scorehouse release {one['source']} {one['entity']} {one['extract_date']}" for one, _ in held]
    return {
        "check_name": NOT_SUSPECT,
        "passed": not held,
        "severity": dg.AssetCheckSeverity.ERROR,
        "description": " ".join(message for _, message in held),
        "metadata": {"to_release": commands} if held else {},
    }
