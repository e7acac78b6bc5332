select
    delivered_in,
    extract_date,
    revision,
    account as record_id,
    sector as industry,
    office_location as country,
    employees as employee_count,
    cast(revenue * 1000000 as decimal(18, 2)) as annual_revenue_amount,
    subsidiary_of as parent_account_id
from {{ source('maven', 'accounts') }}
