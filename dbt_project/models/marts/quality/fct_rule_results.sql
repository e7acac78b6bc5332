-- Judged counts by rule; passed is what was assessed and did not fail.
with populations as (
    select * from {{ ref('stg_judged__populations') }}
),

failures as (
    select
        rule_id,
        source,
        entity,
        event_date,
        accountable_id,
        count(*) as failed_count
    from {{ ref('stg_judged__failures') }}
    group by rule_id, source, entity, event_date, accountable_id
)

select
    populations.rule_id,
    populations.source,
    populations.entity,
    populations.event_date,
    populations.accountable_id,
    populations.assessed_count,
    populations.assessed_count - coalesce(failures.failed_count, 0) as passed_count,
    coalesce(failures.failed_count, 0) as failed_count
from populations
left join failures
    on populations.rule_id = failures.rule_id and populations.source = failures.source
        and populations.entity = failures.entity and populations.event_date = failures.event_date
        and populations.accountable_id is not distinct from failures.accountable_id
