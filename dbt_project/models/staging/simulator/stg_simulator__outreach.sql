select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    owner_id,
    entered_by_id,
    entered_at,
    updated_by_id,
    updated_at,
    contacted_at as event_at,
    is_deleted,
    channel,
    answered_at,
    outcome,
    next_step
from {{ source('simulator', 'outreach') }}
