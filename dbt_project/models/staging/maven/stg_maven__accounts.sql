with delivered as (
    select * from {{ source('maven', 'accounts') }}
)

select
    {{ extract_columns('maven', 'accounts') }},
    {{ squeezed('account') }} as record_id,
    {{ no_entry_facts() }},
    {{ corrected('maven', 'sector', 'sector') }} as industry,
    {{ corrected('maven', 'country', 'office_location') }} as country,
    employees as employee_count,
    revenue * 1000000 as annual_revenue_amount,
    {{ squeezed('subsidiary_of') }} as parent_account_id,
    cast(null as timestamp) as event_at,
    false as is_deleted
from delivered
