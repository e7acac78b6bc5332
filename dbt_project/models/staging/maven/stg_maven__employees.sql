select
    delivered_in,
    extract_date,
    revision,
    sales_agent as record_id,
    sales_agent as name,
    'sales_rep' as role,
    manager as team_id,
    manager as manager_id,
    regional_office as office_id,
    true as is_active
from {{ source('maven', 'sales_teams') }}
