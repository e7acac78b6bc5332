{{ config(materialized='view') }}

-- The person who works a case, and their team on the day it was opened, decide whose service hours it has.
with cases as (
    select
        versions.source,
        versions.company,
        versions.record_id,
        versions.account_id,
        versions.contact_id,
        versions.category,
        versions.subcategory,
        versions.queue,
        versions.channel,
        versions.priority,
        versions.status,
        versions.assigned_to_id,
        versions.is_sla_met,
        versions.reassignment_count,
        versions.reopen_count,
        versions.is_escalated,
        versions.is_knowledge_used,
        versions.owner_id,
        versions.accountable_id,
        versions.occurred_at,
        versions.event_date,
        versions.is_deleted,
        {{ possible('first_responded_at', 'versions') }} as first_responded_at,
        {{ possible('resolved_at', 'versions') }} as resolved_at,
        {{ possible('closed_at', 'versions') }} as closed_at,
        records.time_zone
    from {{ ref('int_cases__versioned') }} as versions
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where records.entity = 'cases' and versions.next_version_date is null
)

select
    cases.*,
    people.team_id
from cases
left join {{ ref('int_employees__versioned') }} as people
    on cases.source = people.source and cases.assigned_to_id = people.employee_id
        and cases.event_date >= people.valid_from and cases.event_date < people.valid_to
