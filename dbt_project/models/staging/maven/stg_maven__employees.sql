with delivered as (
    select * from {{ source('maven', 'sales_teams') }}
)

select
    {{ extract_columns('maven', 'sales_teams') }},
    {{ squeezed('sales_agent') }} as record_id,
    {{ squeezed('sales_agent') }} as name,
    'sales_rep' as role,
    {{ squeezed('manager') }} as team_id,
    {{ squeezed('manager') }} as manager_id,
    {{ squeezed('regional_office') }} as office_id,
    true as is_active
from delivered
