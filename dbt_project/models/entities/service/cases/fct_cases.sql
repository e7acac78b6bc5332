{{ config(materialized='view') }}

select
    cases.source,
    cases.company,
    cases.record_id as case_id,
    cases.account_id,
    cases.contact_id,
    cases.category,
    cases.subcategory,
    cases.queue,
    cases.priority,
    cases.status,
    cases.assigned_to_id as assigned_to_person_id,
    cases.first_responded_at,
    cases.resolved_at,
    cases.closed_at,
    timed.first_response_seconds,
    timed.first_response_service_seconds,
    timed.resolution_seconds,
    timed.resolution_service_seconds,
    cases.is_sla_met,
    cases.owner_id as owner_person_id,
    cases.occurred_at as opened_at,
    cases.event_date as opened_date,
    {{ local_date('cases.resolved_at', 'resolved') }} as resolved_date,
    {{ local_date('cases.closed_at', 'closed') }} as closed_date,
    cases.is_deleted
from {{ ref('int_cases__latest') }} as cases
left join {{ ref('int_cases__timed') }} as timed
    on cases.source = timed.source and cases.record_id = timed.record_id
left join {{ ref('int_zone_days') }} as resolved_zone
    on cases.time_zone = resolved_zone.time_zone and cast(cases.resolved_at as date) = resolved_zone.utc_date
left join {{ ref('int_zone_days') }} as closed_zone
    on cases.time_zone = closed_zone.time_zone and cast(cases.closed_at as date) = closed_zone.utc_date
