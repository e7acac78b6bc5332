-- What an order comes to, in one line: the export's own line items do not name their order. What was cancelled sells
-- nothing.
select
    delivered_in,
    extract_date,
    revision,
    sales_order_id as record_id,
    sales_order_owner as owner_id,
    date_trunc('day', created_time) as event_at,
    sales_order_id as order_id,
    cast({{ replace_all('grand_total', ',', '') }} as decimal(18, 2)) as line_amount
from {{ source('zoho', 'sales_orders') }}
where status != 'Cancelled'
