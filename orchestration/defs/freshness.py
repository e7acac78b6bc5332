"""Whether the published data are of the day they should be of, as an asset check.

Dagster's own policies look at when an asset was made, and a build of old data makes no data new. The days are compared
in `build`.
"""

from datetime import UTC, datetime, time

import dagster as dg

from orchestration.build.freshness import freshness
from orchestration.defs.publish import KEY
from orchestration.settings import Settings

NAME = "is_of_the_day_due"
JOB = "freshness"
PUBLISH_BY = time(10, 0)


@dg.asset_check(asset=KEY, name=NAME, description="The extracts that were promised by now are in the published copy.")
def is_of_the_day_due(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Look at the published copy, whoever built it."""
    found = evaluation(settings, datetime.now(UTC))
    return dg.AssetCheckResult(
        passed=found.passed, severity=found.severity, description=found.description, metadata=found.metadata
    )


def evaluation(settings: Settings, now: datetime) -> dg.AssetCheckEvaluation:
    """What the check says at an aware instant."""
    found = freshness(settings, now)
    return dg.AssetCheckEvaluation(
        KEY,
        NAME,
        passed=all(one.is_fresh for one in found),
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(one.sentence for one in found) or "No source is promised.",
        metadata={one.source: {"newest": str(one.newest), "due": str(one.due)} for one in found},
    )


FRESHNESS_JOB = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.checks(is_of_the_day_due),
    description="See whether the published data are of the day they should be of.",
)


def freshness_schedule(time_zone: str) -> dg.ScheduleDefinition:
    """Look once a day, when the marts are to be published."""
    return dg.ScheduleDefinition(
        name=f"{JOB}_{PUBLISH_BY:%H%M}_{time_zone.replace('/', '_')}",
        job=FRESHNESS_JOB,
        cron_schedule=f"{PUBLISH_BY.minute} {PUBLISH_BY.hour} * * *",
        execution_timezone=time_zone,
    )
