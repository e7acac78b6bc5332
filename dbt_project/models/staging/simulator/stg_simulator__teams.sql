with delivered as (
    select * from {{ source('simulator', 'teams') }}
)

select
    {{ extract_columns('simulator', 'teams') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('name') }} as name,
    {{ squeezed('office_id') }} as office_id,
    {{ squeezed('manager_id') }} as manager_id
from delivered
