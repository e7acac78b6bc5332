select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    account_id,
    tier,
    registered_on,
    joined_on,
    left_on
from {{ source('simulator', 'memberships') }}
