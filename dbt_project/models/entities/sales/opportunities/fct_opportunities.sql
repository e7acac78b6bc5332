-- The outcome is the net of the stage changes: a reopened win is no win.
with changes as (
    select
        source,
        opportunity_id,
        max_by(to_stage, (changed_at, stage_change_id)) as last_stage,
        max(changed_at) as last_changed_at,
        max_by(changed_date, (changed_at, stage_change_id)) as last_changed_date,
        min(case when to_stage = 'won' then changed_at end) as first_won_at,
        min(case when to_stage = 'won' then changed_date end) as first_won_date,
        count(*) as stage_change_count
    from {{ ref('fct_opportunity_stage_changes') }}
    where not is_deleted
    group by source, opportunity_id
)

select
    opportunities.source,
    opportunities.company,
    opportunities.record_id as opportunity_id,
    opportunities.owner_id,
    opportunities.account_id,
    opportunities.product_id,
    opportunities.lead_id,
    opportunities.stage,
    coalesce(changes.last_stage, opportunities.stage) = 'won' as is_won,
    coalesce(changes.last_stage, opportunities.stage) = 'lost' as is_lost,
    opportunities.amount,
    opportunities.currency,
    coalesce(opportunities.currency, reporting.currency) = reporting.currency as is_in_reporting_currency,
    opportunities.event_at as opened_at,
    opportunities.owner_date as opened_date,
    opportunities.close_date,
    case when changes.last_stage in ('won', 'lost') then changes.last_changed_at end as closed_at,
    case when changes.last_stage in ('won', 'lost') then changes.last_changed_date end as closed_date,
    changes.first_won_at,
    changes.first_won_date,
    coalesce(changes.stage_change_count, 0) as stage_change_count,
    opportunities.is_deleted
from {{ ref('int_opportunities__versioned') }} as opportunities
left join changes
    on opportunities.source = changes.source and opportunities.record_id = changes.opportunity_id
left join {{ ref('reporting_currencies') }} as reporting on opportunities.source = reporting.source
where opportunities.next_version_date is null
