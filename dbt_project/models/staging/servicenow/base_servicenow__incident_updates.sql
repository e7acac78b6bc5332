with delivered as (
    select * from {{ source('servicenow', 'incident_updates') }}
)

select
    {{ extract_columns('servicenow', 'incident_updates') }},
    {{ squeezed('number') }} as record_id,
    sys_mod_count as version_number,
    {{ known_text('sys_created_by', 'opened_at') }} as entered_by_id,
    sys_created_at as entered_at,
    {{ known_text('sys_updated_by', 'opened_at') }} as updated_by_id,
    sys_updated_at as updated_at,
    opened_at as event_at,
    {{ known_text('caller_id', 'opened_at') }} as contact_id,
    {{ known_text('category', 'opened_at') }} as category,
    {{ known_text('subcategory', 'opened_at') }} as subcategory,
    try_cast(left(priority, 1) as integer) as priority,
    case when incident_state != '-100' then {{ squeezed('incident_state') }} end as status,
    coalesce(
        {{ known_text('resolved_by', 'opened_at') }}, {{ known_text('assigned_to', 'opened_at') }}
    ) as assigned_to_id,
    resolved_at,
    closed_at,
    made_sla as is_sla_met,
    reopen_count
from delivered
