with delivered as (
    select * from {{ source('maven', 'sales_pipeline') }}
)

select
    {{ extract_columns('maven', 'sales_pipeline') }},
    {{ squeezed('opportunity_id') }} as record_id,
    {{ no_entry_facts(squeezed('sales_agent')) }},
    cast(engage_date as timestamp) as event_at,
    {{ squeezed('account') }} as account_id,
    {{ corrected('maven', 'product', 'product') }} as product_id,
    cast(null as varchar) as lead_id,
    lower({{ squeezed('deal_stage') }}) as stage,
    -- A lost deal carries the value 0: it has no won value.
    case when deal_stage = 'Won' then close_value end as amount,
    'USD' as currency,
    close_date,
    false as is_deleted
from delivered
