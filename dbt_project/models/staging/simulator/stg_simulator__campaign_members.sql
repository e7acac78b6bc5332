select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    campaign_id,
    contact_id,
    lead_id,
    is_targeted,
    is_reached,
    has_responded,
    has_taken_part,
    has_bought,
    bought_at
from {{ source('simulator', 'campaign_members') }}
