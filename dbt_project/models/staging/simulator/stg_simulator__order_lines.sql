select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    owner_id,
    entered_by_id,
    entered_at,
    updated_by_id,
    updated_at,
    ordered_at as event_at,
    is_deleted,
    order_id,
    product_id,
    quantity,
    unit_price_amount,
    line_amount
from {{ source('simulator', 'order_lines') }}
