-- Of its time of day an order does not say which half of the day it is of.
select
    delivered_in,
    extract_date,
    revision,
    sales_order_id as record_id,
    sales_order_owner as owner_id,
    date_trunc('day', created_time) as event_at,
    status
from {{ source('zoho', 'sales_orders') }}
