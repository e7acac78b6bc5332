select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    owner_id,
    assistant_id,
    entity,
    valid_from,
    valid_to
from {{ source('simulator', 'delegations') }}
