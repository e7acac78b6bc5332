with delivered as (
    select * from {{ source('simulator', 'orders') }}
)

select
    {{ simulated_record('orders', 'ordered_at') }},
    {{ squeezed('account_id') }} as account_id,
    {{ squeezed('opportunity_id') }} as opportunity_id,
    {{ squeezed('status') }} as status
from delivered
