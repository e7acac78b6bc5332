-- Whether a complaint has kept its time is told of all that were due by the last extract. What was resolved, or due,
-- before it was raised tells nothing.
with complaints as (
    select
        versions.*,
        {{ possible('resolved_at', 'versions') }} as settled_at,
        case when versions.due_at >= versions.occurred_at then versions.due_at end as promised_at,
        records.time_zone
    from {{ ref('int_complaints__versioned') }} as versions
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where records.entity = 'complaints' and versions.next_version_date is null
)

select
    complaints.source,
    complaints.company,
    complaints.record_id as complaint_id,
    complaints.account_id,
    complaints.contact_id,
    complaints.cause,
    complaints.product_id,
    complaints.complained_of_id as complained_of_person_id,
    complaints.owner_id as owner_person_id,
    complaints.accountable_id as accountable_person_id,
    complaints.status,
    complaints.occurred_at as raised_at,
    complaints.event_date as raised_date,
    complaints.promised_at as due_at,
    complaints.settled_at as resolved_at,
    {{ local_date('complaints.settled_at', 'resolved') }} as resolved_date,
    case
        when complaints.settled_at >= complaints.occurred_at
            then {{ seconds_between('complaints.occurred_at', 'complaints.settled_at') }}
    end as resolution_seconds,
    case
        when complaints.promised_at < last_extracts.cutoff_at
            and (complaints.resolved_at is null or complaints.settled_at >= complaints.occurred_at)
            then coalesce(complaints.settled_at <= complaints.promised_at, false)
    end as is_resolved_in_time,
    complaints.is_deleted
from complaints
left join {{ ref('int_zone_days') }} as resolved_zone
    on complaints.time_zone = resolved_zone.time_zone
        and cast(complaints.settled_at as date) = resolved_zone.utc_date
left join {{ ref('int_entities__last_extracts') }} as last_extracts
    on complaints.source = last_extracts.source and last_extracts.entity = 'complaints'
