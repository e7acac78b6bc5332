with delivered as (
    select * from {{ source('simulator', 'orders') }}
)

select
    {{ simulated_record('orders', 'ordered_at') }},
    {{ known_text('account_id', 'ordered_at') }} as account_id,
    {{ known_text('opportunity_id', 'ordered_at') }} as opportunity_id,
    {{ squeezed('status') }} as status
from delivered
