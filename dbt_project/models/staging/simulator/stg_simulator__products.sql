with delivered as (
    select * from {{ source('simulator', 'products') }}
)

select
    {{ extract_columns('simulator', 'products') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('name') }} as name,
    {{ squeezed('category') }} as category,
    list_price_amount
from delivered
