select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    name,
    role,
    team_id,
    manager_id,
    office_id,
    is_active
from {{ source('simulator', 'employees') }}
