select
    delivered_in,
    extract_date,
    revision,
    customer_id || ' ' || order_date || ' ' || revenue as record_id,
    cast(order_date as timestamp) as event_at,
    customer_id as account_id
from {{ source('rfm_orders', 'customer_orders') }}
