with delivered as (
    select * from {{ source('simulator', 'schedule_exceptions') }}
)

select
    {{ extract_columns('simulator', 'schedule_exceptions') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('subject_type') }} as subject_type,
    {{ squeezed('subject_id') }} as subject_id,
    first_date,
    last_date,
    is_working_day,
    {{ squeezed('reason') }} as reason
from delivered
