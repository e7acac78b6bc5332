select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    name,
    time_zone,
    calendar
from {{ source('simulator', 'offices') }}
