with delivered as (
    select * from {{ source('simulator', 'usage_events') }}
)

select
    {{ extract_columns('simulator', 'usage_events') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('person_id') }} as person_id,
    {{ to_utc('used_at', "'Asia/Shanghai'") }} as used_at,
    {{ squeezed('feature') }} as feature
from delivered
