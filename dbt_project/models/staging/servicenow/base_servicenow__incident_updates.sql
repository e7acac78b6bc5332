select
    delivered_in,
    extract_date,
    revision,
    number as record_id,
    sys_mod_count as version_number,
    sys_created_by as entered_by_id,
    sys_created_at as entered_at,
    sys_updated_by as updated_by_id,
    sys_updated_at as updated_at,
    opened_at as event_at,
    caller_id as contact_id,
    category,
    subcategory,
    assignment_group as queue,
    case contact_type
        when 'Phone' then 'phone'
        when 'IVR' then 'ivr'
        when 'Email' then 'email'
        when 'Self service' then 'self_service'
        when 'Direct opening' then 'direct'
        else contact_type
    end as channel,
    try_cast(left(priority, 1) as integer) as priority,
    case when incident_state != '-100' then incident_state end as status,
    coalesce(resolved_by, assigned_to) as assigned_to_id,
    resolved_at,
    closed_at,
    made_sla as is_sla_met,
    reassignment_count,
    reopen_count,
    knowledge as is_knowledge_used
from {{ source('servicenow', 'incident_updates') }}
