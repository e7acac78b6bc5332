select
    delivered_in,
    extract_date,
    revision,
    order_item_refund_id as record_id,
    order_item_id as order_line_id,
    created_at as returned_at,
    refund_amount_usd as return_amount
from {{ source('online_store', 'order_item_refunds') }}
