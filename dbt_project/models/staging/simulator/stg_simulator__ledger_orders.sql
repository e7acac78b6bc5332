select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    order_id,
    rep_id,
    account_id,
    booked_at,
    amount,
    currency
from {{ source('simulator', 'ledger_orders') }}
