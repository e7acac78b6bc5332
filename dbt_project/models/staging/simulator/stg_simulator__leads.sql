with delivered as (
    select * from {{ source('simulator', 'leads') }}
)

select
    {{ simulated_record('leads', 'received_at') }},
    {{ known_text('lead_source', 'received_at') }} as lead_source,
    {{ squeezed('status') }} as status,
    {{ to_utc('converted_at', "'Asia/Shanghai'") }} as converted_at,
    {{ known_text('opportunity_id', 'received_at') }} as opportunity_id,
    {{ known_text('account_id', 'received_at') }} as account_id
from delivered
