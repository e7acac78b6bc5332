with updates as (
    select * from {{ ref('base_servicenow__incident_updates') }}
),

-- The log keeps no reply to the caller: the first update that leaves the state New is the first response.
responses as (
    select
        record_id,
        extract_date,
        revision,
        min(updated_at) as first_responded_at
    from updates
    where status != 'New'
    group by record_id, extract_date, revision
),

latest as (
    select * from updates
    qualify row_number() over (
            partition by record_id, extract_date, revision
            order by updated_at desc, version_number desc, status asc
        ) = 1
)

select
    latest.delivered_in,
    latest.extract_date,
    latest.revision,
    latest.record_id,
    latest.entered_by_id,
    latest.entered_at,
    latest.updated_by_id,
    latest.updated_at,
    latest.event_at,
    latest.contact_id,
    latest.category,
    latest.subcategory,
    latest.queue,
    latest.channel,
    latest.priority,
    latest.status,
    latest.assigned_to_id,
    responses.first_responded_at,
    latest.resolved_at,
    latest.closed_at,
    latest.is_sla_met,
    latest.reassignment_count,
    latest.reopen_count,
    latest.is_knowledge_used
from latest
left join responses
    on latest.record_id = responses.record_id and latest.extract_date = responses.extract_date
        and latest.revision = responses.revision
