{{ config(materialized='view') }}

with cases as (
    select
        versions.* exclude (first_responded_at, resolved_at, closed_at),
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
    cases.source,
    cases.company,
    cases.record_id as case_id,
    cases.account_id,
    cases.contact_id,
    cases.category,
    cases.subcategory,
    cases.priority,
    cases.status,
    cases.assigned_to_id,
    cases.first_responded_at,
    cases.resolved_at,
    cases.closed_at,
    cases.is_sla_met,
    cases.owner_id,
    cases.occurred_at as opened_at,
    cases.event_date as opened_date,
    {{ local_date('cases.resolved_at', 'resolved') }} as resolved_date,
    {{ local_date('cases.closed_at', 'closed') }} as closed_date,
    cases.is_deleted
from cases
left join {{ ref('int_zone_days') }} as resolved_zone
    on cases.time_zone = resolved_zone.time_zone and cast(cases.resolved_at as date) = resolved_zone.utc_date
left join {{ ref('int_zone_days') }} as closed_zone
    on cases.time_zone = closed_zone.time_zone and cast(cases.closed_at as date) = closed_zone.utc_date
