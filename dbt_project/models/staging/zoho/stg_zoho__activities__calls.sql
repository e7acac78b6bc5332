select
    delivered_in,
    extract_date,
    revision,
    task_id as record_id,
    call_owner as owner_id,
    created_time as entered_at,
    call_start_time as event_at,
    'call' as activity_type,
    account_id,
    contact_id,
    call_duration_in_minutes as duration_minutes
from {{ source('zoho', 'calls') }}
