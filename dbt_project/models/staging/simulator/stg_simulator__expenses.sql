select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    owner_id,
    entered_by_id,
    entered_at,
    updated_by_id,
    updated_at,
    spent_at as event_at,
    is_deleted,
    expense_type,
    amount,
    account_id,
    settled_date
from {{ source('simulator', 'expenses') }}
