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
    acquired_at as event_at,
    is_deleted,
    industry,
    country,
    employee_count,
    annual_revenue_amount,
    parent_account_id,
    representative_id
from {{ source('simulator', 'accounts') }}
