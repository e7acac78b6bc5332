with cutoffs as (
    select distinct cutoff_time from {{ ref('int_entry_policies') }}
)

select
    days.calendar,
    zones.time_zone,
    cutoffs.cutoff_time,
    days.date as due_date,
    {% set local_deadline = "cast(days.date || ' ' || cutoffs.cutoff_time as timestamp)" %}
    {{ to_utc(local_deadline, 'zones.time_zone') }} as deadline_at,
    days.version as calendar_version,
    days.status as calendar_status
from {{ ref('int_calendar_days') }} as days
cross join {{ ref('int_time_zones') }} as zones
cross join cutoffs
