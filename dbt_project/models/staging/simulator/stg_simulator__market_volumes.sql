select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    account_id,
    product_category,
    first_date,
    last_date,
    amount
from {{ source('simulator', 'market_volumes') }}
