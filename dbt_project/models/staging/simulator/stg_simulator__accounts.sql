with delivered as (
    select * from {{ source('simulator', 'accounts') }}
)

select
    {{ simulated_record('accounts', 'acquired_at') }},
    {{ known_text('industry', 'acquired_at') }} as industry,
    {{ known_text('country', 'acquired_at') }} as country,
    employee_count,
    annual_revenue_amount,
    {{ squeezed('parent_account_id') }} as parent_account_id
from delivered
