with delivered as (
    select
        *,
        {{ known_text('notes', 'happened_at') }} as known_notes
    from {{ source('simulator', 'activities') }}
)

select
    {{ simulated_record('activities', 'happened_at') }},
    {{ squeezed('activity_type') }} as activity_type,
    {{ known_text('account_id', 'happened_at') }} as account_id,
    {{ known_text('contact_id', 'happened_at') }} as contact_id,
    {{ known_text('opportunity_id', 'happened_at') }} as opportunity_id,
    {{ known_text('outcome', 'happened_at') }} as outcome,
    duration_minutes,
    known_notes is not null as has_notes,
    {{ salted_hash('known_notes') }} as notes_hash,
    {{ known_text('next_step', 'happened_at') }} as next_step,
    follow_up_on
from delivered
