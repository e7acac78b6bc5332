with delivered as (
    select * from {{ source('simulator', 'order_lines') }}
)

select
    {{ simulated_record('order_lines', 'ordered_at') }},
    {{ squeezed('order_id') }} as order_id,
    {{ known_text('product_id', 'ordered_at') }} as product_id,
    quantity,
    unit_price_amount,
    line_amount
from delivered
