select
    source,
    record_id as account_id,
    owner_id,
    industry,
    country,
    employee_count,
    annual_revenue_amount,
    parent_account_id,
    event_date as acquired_date,
    is_deleted
from {{ ref('int_accounts__versioned') }}
where next_version_date is null
