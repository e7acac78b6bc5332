{{ config(materialized='view') }}

select
    source,
    entity,
    record_id,
    owner_id,
    entered_by_id,
    accountable_id,
    accountable_reason,
    event_at,
    event_date,
    entered_at,
    first_seen_at,
    extract_date as first_extract_date,
    recorded_status,
    recorded_at,
    clock,
    time_zone,
    calendar,
    deadline_at,
    is_on_time,
    entry_lag_minutes,
    case
        when is_on_time is not null then null
        when entered_at is null then 'no entry time delivered'
        when event_at is null then 'no event time delivered'
        else 'no deadline: the calendar does not reach this day'
    end as not_assessed_reason
from {{ ref('int_records__attributed') }}
