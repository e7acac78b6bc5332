with delivered as (
    select * from {{ source('simulator', 'activities') }}
)

select
    {{ simulated_record('activities', 'happened_at') }},
    {{ squeezed('activity_type') }} as activity_type,
    {{ known_text('account_id') }} as account_id,
    {{ known_text('contact_id') }} as contact_id,
    {{ known_text('opportunity_id') }} as opportunity_id,
    {{ known_text('outcome') }} as outcome,
    duration_minutes,
    {{ known_text('notes') }} is not null as has_notes
from delivered
