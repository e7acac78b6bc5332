select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    name,
    office_id,
    manager_id
from {{ source('simulator', 'teams') }}
