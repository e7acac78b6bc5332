with delivered as (
    select * from {{ source('simulator', 'waivers') }}
)

select
    {{ extract_columns('simulator', 'waivers') }},
    {{ squeezed('id') }} as record_id,
    {{ squeezed('scope') }} as scope,
    {{ squeezed('entity') }} as entity,
    {{ squeezed('record_id') }} as waived_record_id,
    {{ squeezed('person_id') }} as person_id,
    day,
    {{ squeezed('rule_id') }} as rule_id,
    {{ squeezed('reason') }} as reason,
    {{ squeezed('requested_by_id') }} as requested_by_id,
    {{ squeezed('approved_by_id') }} as approved_by_id,
    {{ to_utc('approved_at', "'Asia/Shanghai'") }} as approved_at,
    expires_on
from delivered
