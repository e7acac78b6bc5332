with delivered as (
    select * from {{ source('simulator', 'ledger_orders') }}
)

select
    {{ extract_columns('simulator', 'ledger_orders') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('order_id') }} as order_id,
    {{ squeezed('rep_id') }} as rep_id,
    {{ squeezed('account_id') }} as account_id,
    {{ to_utc('booked_at', "'Asia/Shanghai'") }} as booked_at,
    amount,
    {{ squeezed('currency') }} as currency
from delivered
