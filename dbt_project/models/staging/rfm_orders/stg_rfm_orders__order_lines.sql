with orders as (
    select
        *,
        customer_id || ' ' || order_date || ' ' || revenue as order_id
    from {{ source('rfm_orders', 'customer_orders') }}
)

select
    delivered_in,
    extract_date,
    revision,
    order_id as record_id,
    cast(order_date as timestamp) as event_at,
    order_id,
    revenue as line_amount
from orders
