select
    delivered_in,
    extract_date,
    revision,
    order_item_id as record_id,
    created_at as event_at,
    order_id,
    product_id,
    1 as quantity,
    price_usd as unit_price_amount,
    price_usd as line_amount,
    cogs_usd as cost_amount
from {{ source('online_store', 'order_items') }}
