with delivered as (
    select * from {{ source('simulator', 'work_hours') }}
)

select
    {{ extract_columns('simulator', 'work_hours') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('person_id') }} as person_id,
    work_date,
    hours
from delivered
