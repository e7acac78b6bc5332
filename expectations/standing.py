"""How each rule stands: what is known of it over all days, and how much fails lately.

Read from the judged file, and said by checks and pages; what counts as too much is said in `rules`.
"""

from dataclasses import dataclass, field
from typing import Literal

import duckdb

from expectations.judged import Count

DAYS, DAYS_BEFORE = 7, 28

# The last days end with the newest extract in which a rule was asked, so that no clock is read and no day is empty.
_STANDINGS = f"""
    with counted as (
        select rule_id, extract_date, evaluated_count as asked, 0 as failed from judged.evaluations
        union all
        select rule_id, extract_date, 0 as asked, 1 as failed from judged.failures
    ),

    days as (
        select rule_id, extract_date, sum(asked)::bigint as asked, sum(failed)::bigint as failed
        from counted
        group by rule_id, extract_date
    ),

    aged as (
        select *, date_diff('day', extract_date, max(extract_date) over (partition by rule_id)) as age from days
    )

    select
        rule_id, any_value(status = 'assessed'), any_value(reason),
        any_value(evaluated_count), any_value(failed_count),
        coalesce(sum(asked) filter (age < {DAYS}), 0)::bigint,
        coalesce(sum(failed) filter (age < {DAYS}), 0)::bigint,
        coalesce(sum(asked) filter (age between {DAYS} and {DAYS + DAYS_BEFORE - 1}), 0)::bigint,
        coalesce(sum(failed) filter (age between {DAYS} and {DAYS + DAYS_BEFORE - 1}), 0)::bigint
    from judged.validations
    left join aged using (rule_id)
    group by rule_id
"""


@dataclass(frozen=True)
class Standing:
    """What the last judgement says of a rule; versions of records, by the extract that brought them.

    Attributes:
        is_assessed: Whether it could be assessed.
        reason: Why not.
        total: Over all days.
        lately: In the last `DAYS` days.
        before: In the `DAYS_BEFORE` days before these.
    """

    is_assessed: bool = False
    reason: str = "The rule was not judged."
    total: Count = field(default_factory=Count)
    lately: Count = field(default_factory=Count)
    before: Count = field(default_factory=Count)

    @property
    def trend(self) -> Literal["rising", "falling", "steady", "new"]:
        """Where the share that fails is going, to a tenth of a percent; new where none was asked before."""
        if not self.before.evaluated:
            return "new"
        change = round(self.lately.rate, 3) - round(self.before.rate, 3)
        return "rising" if change > 0 else "falling" if change < 0 else "steady"


def standings(connection: duckdb.DuckDBPyConnection) -> dict[str, Standing]:
    """All rules that were judged, by id; the judged file is opened or attached as `judged`."""
    found = {}
    for rule_id, is_assessed, reason, *counts in connection.execute(_STANDINGS).fetchall():
        total, lately, before = (Count(*counts[place : place + 2]) for place in (0, 2, 4))
        found[rule_id] = Standing(is_assessed, reason, total, lately, before)
    return found
