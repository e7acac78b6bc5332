-- What is repaired within the grace counts as a pass; what is repaired later, or deleted, stays a failure.
with episodes as (
    select * from {{ ref('fct_defect_episodes') }}
),

waived as (
    select * from {{ ref('fct_waived_failures') }}
)

select
    episodes.rule_id,
    episodes.source,
    {{ company_of_rows('episodes.source') }} as company,
    episodes.entity,
    episodes.record_id,
    episodes.episode,
    episodes.accountable_id as accountable_person_id,
    episodes.event_date,
    episodes.dimension,
    episodes.opened_date,
    episodes.opened_at,
    episodes.outcome,
    episodes.is_repairable,
    episodes.is_asked,
    episodes.repair_due_at,
    episodes.closed_date,
    episodes.closed_at,
    episodes.closed_by_id as closed_by_person_id,
    episodes.is_in_grace,
    waived.waiver_id,
    waived.waiver_id is null and not episodes.is_in_grace as counts
from episodes
left join waived
    on episodes.rule_id = waived.rule_id and episodes.source = waived.source and episodes.entity = waived.entity
        and episodes.record_id = waived.record_id and episodes.episode = waived.episode
