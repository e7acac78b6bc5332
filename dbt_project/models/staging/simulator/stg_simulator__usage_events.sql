select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    person_id,
    used_at,
    feature
from {{ source('simulator', 'usage_events') }}
