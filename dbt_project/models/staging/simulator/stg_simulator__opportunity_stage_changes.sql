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
    changed_at as event_at,
    is_deleted,
    opportunity_id,
    from_stage,
    to_stage,
    amount
from {{ source('simulator', 'opportunity_stage_changes') }}
