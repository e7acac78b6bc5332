select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    month_start,
    channel,
    amount
from {{ source('simulator', 'service_costs') }}
