-- The outcome is the net of the stage changes: a reopened win is no win.
with changes as (
    select * from {{ ref('int_opportunity_stage_changes__ordered') }}
),

summed as (
    select
        source,
        opportunity_id,
        max(case when is_entry then place end) as last_entry_place,
        min(case when to_stage = 'won' then changed_at end) as first_won_at,
        min(case when to_stage = 'won' then changed_date end) as first_won_date,
        count(*) as stage_change_count
    from changes
    group by source, opportunity_id
),

-- The change that entered the last stage; amendments of a deal that is closed do not close it once more.
last_entries as (
    select
        summed.*,
        changes.to_stage as last_stage,
        changes.changed_at as last_changed_at,
        changes.changed_date as last_changed_date
    from summed
    inner join changes
        on summed.source = changes.source and summed.opportunity_id = changes.opportunity_id
            and summed.last_entry_place = changes.place
)

select
    opportunities.source,
    opportunities.company,
    opportunities.record_id as opportunity_id,
    opportunities.owner_id as owner_person_id,
    opportunities.account_id,
    opportunities.product_id,
    opportunities.lead_id,
    opportunities.stage,
    coalesce(last_entries.last_stage, opportunities.stage) = 'won' as is_won,
    coalesce(last_entries.last_stage, opportunities.stage) = 'lost' as is_lost,
    opportunities.amount as opportunity_amount,
    coalesce(opportunities.currency, reporting.currency) as currency,
    coalesce(opportunities.currency, reporting.currency) = reporting.currency as is_in_reporting_currency,
    opportunities.occurred_at as opened_at,
    opportunities.owner_date as opened_date,
    opportunities.close_date,
    case when last_entries.last_stage in ('won', 'lost') then last_entries.last_changed_at end as closed_at,
    case when last_entries.last_stage in ('won', 'lost') then last_entries.last_changed_date end as closed_date,
    last_entries.first_won_at,
    last_entries.first_won_date,
    coalesce(last_entries.stage_change_count, 0) as stage_change_count,
    opportunities.is_deleted
from {{ ref('int_opportunities__versioned') }} as opportunities
left join last_entries
    on opportunities.source = last_entries.source and opportunities.record_id = last_entries.opportunity_id
left join {{ ref('reporting_currencies') }} as reporting on opportunities.source = reporting.source
where opportunities.next_version_date is null
