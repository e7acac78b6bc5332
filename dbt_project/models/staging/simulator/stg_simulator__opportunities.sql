with delivered as (
    select * from {{ source('simulator', 'opportunities') }}
)

select
    {{ simulated_record('opportunities', 'opened_at') }},
    {{ known_text('account_id', 'opened_at') }} as account_id,
    {{ known_text('product_id', 'opened_at') }} as product_id,
    {{ squeezed('lead_id') }} as lead_id,
    {{ squeezed('stage') }} as stage,
    amount,
    {{ squeezed('currency') }} as currency,
    {{ known_date('close_date', 'opened_at') }} as close_date
from delivered
