with delivered as (
    select * from {{ source('simulator', 'employees') }}
)

select
    {{ extract_columns('simulator', 'employees') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('name') }} as name,
    {{ squeezed('role') }} as role,
    {{ squeezed('team_id') }} as team_id,
    {{ squeezed('manager_id') }} as manager_id,
    {{ squeezed('office_id') }} as office_id,
    is_active
from delivered
