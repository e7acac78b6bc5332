select
    delivered_in,
    extract_date,
    revision,
    order_id as record_id,
    created_at as event_at,
    user_id as account_id
from {{ source('online_store', 'orders') }}
