with delivered as (
    select * from {{ source('simulator', 'delegations') }}
)

select
    {{ extract_columns('simulator', 'delegations') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('owner_id') }} as owner_id,
    {{ squeezed('assistant_id') }} as assistant_id,
    {{ squeezed('entity') }} as entity,
    valid_from,
    valid_to
from delivered
