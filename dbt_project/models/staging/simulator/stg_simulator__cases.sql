with delivered as (
    select * from {{ source('simulator', 'cases') }}
),

in_utc as (
    select
        {{ simulated_record('cases', 'opened_at') }},
        {{ known_text('account_id', 'opened_at') }} as account_id,
        {{ known_text('contact_id', 'opened_at') }} as contact_id,
        {{ known_text('category', 'opened_at') }} as category,
        {{ known_text('subcategory', 'opened_at') }} as subcategory,
        priority,
        {{ squeezed('status') }} as status,
        {{ squeezed('assigned_to_id') }} as assigned_to_id,
        {{ to_utc('first_responded_at', "'Asia/Shanghai'") }} as first_responded_at,
        {{ to_utc('resolved_at', "'Asia/Shanghai'") }} as resolved_at,
        {{ to_utc('closed_at', "'Asia/Shanghai'") }} as closed_at,
        {{ to_utc('sla_due_at', "'Asia/Shanghai'") }} as sla_due_at
    from delivered
)

select
    source,
    delivered_in,
    extract_date,
    revision,
    record_id,
    owner_id,
    entered_by_id,
    entered_at,
    updated_by_id,
    updated_at,
    event_at,
    is_deleted,
    account_id,
    contact_id,
    category,
    subcategory,
    priority,
    status,
    assigned_to_id,
    first_responded_at,
    resolved_at,
    closed_at,
    resolved_at <= sla_due_at as is_sla_met
from in_utc
