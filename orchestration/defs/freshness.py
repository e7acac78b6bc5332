"""Whether the published data are of the day they should be of, as an asset check.

Dagster's own policies look at when an asset was made, and a build of old data makes no data new. The days are compared
in `build`.
"""

from datetime import UTC, datetime

import dagster as dg

from orchestration.build.freshness import freshness
from orchestration.defs.publish import KEY
from orchestration.settings import Settings

NAME = "is_of_the_day_due"


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
