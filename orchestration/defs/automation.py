"""Jobs and what starts them: the clock at a source's cut-off, a delivered file, the end of a landing.

Landing and building are two jobs, so that one entity that fails to land does not keep the others from being built.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.build import steps as building
from orchestration.connectors import ingest
from orchestration.connectors.declarations.shapes import Source
from orchestration.connectors.ingest import Place, Wanted
from orchestration.defs.ingest import GROUP, landing_key
from orchestration.errors import ScorehouseError
from orchestration.settings import Settings

LAND = "land"
BUILD = "build"
_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"


LAND_JOB = dg.define_asset_job(
    LAND,
    selection=dg.AssetSelection.groups(GROUP),
    description="Land deliveries as dated, immutable Parquet.",
)
BUILD_JOB = dg.define_asset_job(
    BUILD,
    selection=dg.AssetSelection.all() - dg.AssetSelection.groups(GROUP),
    description="Build the warehouse from all that is landed, judge it, publish its marts.",
)


def cutoff_schedules(sources: Iterable[Source]) -> list[dg.ScheduleDefinition]:
    """One schedule per cut-off and zone of entities that are delivered daily."""
    due: dict[tuple[time, str], list[Place]] = {}
    for source in sources:
        for entity in source.entities.values():
            if entity.extract_date is None:
                due.setdefault((entity.cutoff, source.time_zone), []).append((source.name, entity.name))
    return [_schedule(cutoff, zone, places) for (cutoff, zone), places in sorted(due.items())]


def _schedule(cutoff: time, zone: str, places: Sequence[Place]) -> dg.ScheduleDefinition:
    selection = [landing_key(*place) for place in places]

    @dg.schedule(
        name=f"{LAND}_{cutoff:%H%M}_{zone.replace('/', '_').replace('-', '_').replace('+', '_')}",
        cron_schedule=f"{cutoff.minute} {cutoff.hour} * * *",
        execution_timezone=zone,
        job_name=LAND,
        description=f"Lands the day's extracts at their cut-off, {cutoff:%H:%M} in {zone}.",
    )
    def at_cutoff(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        day = context.scheduled_execution_time.astimezone(ZoneInfo(zone)).date()
        return dg.RunRequest(run_key=str(day), partition_key=str(day), asset_selection=selection)

    return at_cutoff


def delivered_files_sensor() -> dg.SensorDefinition:
    """Looks for files that are new or have changed, and lands them; what cannot be landed is told at every look."""

    @dg.sensor(
        name="delivered_files",
        job_name=LAND,
        minimum_interval_seconds=60,
        description="Lands files that were delivered late, again, or for earlier days: one run per source and batch.",
    )
    def delivered_files(
        context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]
    ) -> dg.SensorResult | dg.SkipReason:
        try:
            batches = _by_source(ingest.pending(settings, Wanted()))
        except ScorehouseError as error:
            return dg.SkipReason(str(error))
        signatures = {source: _signature(settings, batch) for source, batch in batches.items()}
        asked = json.loads(context.cursor or "{}")
        requests = [
            batch_request(batch, signatures[source])
            for source, batch in batches.items()
            if any(batch.values()) and asked.get(source) != signatures[source]
        ]
        if not requests:
            failed = ingest.standing(settings, Wanted()).failed
            return dg.SkipReason("\n".join(["No file is new.", *failed]))
        return dg.SensorResult(run_requests=requests, cursor=json.dumps(signatures))

    return delivered_files


def batch_request(batch: dict[Place, list[date]], signature: str) -> dg.RunRequest:
    """One run that lands all of a source's new files."""
    days = [day for dates in batch.values() for day in dates]
    return dg.RunRequest(
        run_key=signature,
        asset_selection=[landing_key(*place) for place in batch],
        tags={_RANGE_START: str(min(days)), _RANGE_END: str(max(days))},
    )


def _by_source(pending: dict[Place, list[date]]) -> dict[str, dict[Place, list[date]]]:
    batches: dict[str, dict[Place, list[date]]] = {}
    for place, days in pending.items():
        batches.setdefault(place[0], {})[place] = days
    return batches


def _signature(settings: Settings, batch: dict[Place, list[date]]) -> str:
    """A hash of names, sizes and times, so that a file that fails is not landed over and over."""
    files = ingest.delivered_paths(settings, batch)
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def build_sensors() -> list[dg.SensorDefinition]:
    """Build after a landing, whether it ended well or not: what has landed counts."""
    return [_after(status) for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE)]


def _after(status: dg.DagsterRunStatus) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        name=f"{BUILD}_after_{LAND}_{status.value.lower()}",
        run_status=status,
        monitored_jobs=[LAND_JOB],
        request_job=BUILD_JOB,
        description=f"Builds when a landing has ended with {status.value.lower()} and left something new.",
    )
    def after(
        context: dg.RunStatusSensorContext, settings: dg.ResourceParam[Settings]
    ) -> dg.RunRequest | dg.SkipReason:
        return request_build(settings, context.dagster_run.run_id)

    return after


def request_build(settings: Settings, run_id: str) -> dg.RunRequest | dg.SkipReason:
    """Ask for a build where there is something to build."""
    try:
        plan = building.make_plan(settings)
    except ScorehouseError as error:
        return dg.SkipReason(str(error))
    return dg.SkipReason(plan.reason) if plan.mode == "nothing" else dg.RunRequest(run_key=run_id)


def publishing_zone(sources: Iterable[Source]) -> str:
    """The zone in which the marts are due: that of the first source that delivers daily, else UTC."""
    daily = [s.time_zone for s in sources if any(e.extract_date is None for e in s.entities.values())]
    return daily[0] if daily else "UTC"
