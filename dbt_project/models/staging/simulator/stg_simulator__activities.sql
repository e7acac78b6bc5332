with delivered as (
    select
        *,
        {{ known_text('notes') }} as known_notes
    from {{ source('simulator', 'activities') }}
)

select
    {{ simulated_record('activities', 'happened_at') }},
    {{ squeezed('activity_type') }} as activity_type,
    {{ known_text('account_id') }} as account_id,
    {{ known_text('contact_id') }} as contact_id,
    {{ known_text('opportunity_id') }} as opportunity_id,
    {{ known_text('outcome') }} as outcome,
    duration_minutes,
    known_notes is not null as has_notes,
    {{ salted_hash('known_notes') }} as notes_hash,
    {{ known_text('next_step') }} as next_step,
    follow_up_on
from delivered
