{{ config(materialized='view') }}

with coming_again as (
    select distinct
        source,
        entity,
        delivered_in
    from {{ ref('int_entity_extracts') }}
    where previous_extract_date is not null
)

select
    records.source,
    records.company,
    records.entity,
    records.record_id,
    owner_id as owner_person_id,
    entered_by_id as entered_by_person_id,
    accountable_id as accountable_person_id,
    accountable_reason,
    role,
    team_id,
    office_id,
    event_at,
    event_date,
    entered_at,
    first_seen_at,
    extract_date as first_extract_date,
    recorded_status,
    recorded_at,
    policy_id,
    policy_version,
    clock,
    time_zone,
    calendar,
    due_date,
    calendar_version,
    calendar_status,
    deadline_at,
    is_on_time,
    is_platform_fault,
    entry_lag_minutes,
    entry_lag_working_minutes,
    entered_at is not null and coming_again.source is not null as is_history_known,
    case
        when is_on_time is not null then null
        when is_platform_fault then 'platform fault: ' || platform_fault
        when is_deleted then 'deleted before the first extract'
        when event_at is not null and deadline_at is null then 'no deadline: the calendar does not reach this day'
        when entered_at is null then 'no entry time delivered'
        else 'no event time delivered'
    end as not_assessed_reason
from {{ ref('int_records__attributed') }} as records
left join coming_again
    on records.source = coming_again.source and records.entity = coming_again.entity
        and records.delivered_in = coming_again.delivered_in
