{{ config(materialized='view') }}

select
    changes.source,
    changes.company,
    changes.record_id as stage_change_id,
    changes.opportunity_id,
    changes.from_stage,
    changes.to_stage,
    changes.amount as opportunity_amount,
    coalesce(opportunities.currency, reporting.currency) as currency,
    changes.owner_id as owner_person_id,
    changes.occurred_at as changed_at,
    changes.owner_date as changed_date,
    changes.is_deleted
from {{ ref('int_opportunity_stage_changes__versioned') }} as changes
left join {{ ref('int_opportunities__versioned') }} as opportunities
    on changes.source = opportunities.source and changes.opportunity_id = opportunities.record_id
        and opportunities.next_version_date is null
left join {{ ref('reporting_currencies') }} as reporting on changes.source = reporting.source
where changes.next_version_date is null
