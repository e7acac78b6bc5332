select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    name,
    category,
    list_price_amount
from {{ source('simulator', 'products') }}
