with delivered as (
    select * from {{ source('simulator', 'offices') }}
)

select
    {{ extract_columns('simulator', 'offices') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('name') }} as name,
    {{ squeezed('time_zone') }} as time_zone,
    {{ squeezed('calendar') }} as calendar
from delivered
