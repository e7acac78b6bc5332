select
    delivered_in,
    extract_date,
    revision,
    opportunity_id as record_id,
    sales_agent as owner_id,
    cast(engage_date as timestamp) as event_at,
    account as account_id,
    product as product_id,
    lower(deal_stage) as stage,
    -- A lost deal carries the value 0: it has no won value.
    case when deal_stage = 'Won' then close_value end as amount,
    'USD' as currency,
    close_date
from {{ source('maven', 'sales_pipeline') }}
