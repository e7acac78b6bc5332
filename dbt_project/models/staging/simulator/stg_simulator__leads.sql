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
    received_at as event_at,
    is_deleted,
    lead_source,
    status,
    converted_at,
    opportunity_id,
    account_id
from {{ source('simulator', 'leads') }}
