select
    delivered_in,
    extract_date,
    revision,
    product as record_id,
    product as name,
    series as category,
    sales_price as list_price_amount
from {{ source('maven', 'products') }}
