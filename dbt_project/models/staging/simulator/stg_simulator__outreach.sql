with delivered as (
    select * from {{ source('simulator', 'outreach') }}
)

select
    {{ simulated_record('outreach', 'contacted_at') }},
    {{ squeezed('channel') }} as channel,
    {{ to_utc('answered_at', "'Asia/Shanghai'") }} as answered_at,
    {{ known_text('outcome', 'contacted_at') }} as outcome,
    {{ known_text('next_step', 'contacted_at') }} as next_step
from delivered
