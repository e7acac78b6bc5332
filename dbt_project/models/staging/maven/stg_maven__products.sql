with delivered as (
    select * from {{ source('maven', 'products') }}
)

select
    {{ extract_columns('maven', 'products') }},
    {{ squeezed('product') }} as record_id,
    {{ squeezed('product') }} as name,
    {{ squeezed('series') }} as category,
    sales_price as list_price_amount
from delivered
