with cutoffs as (
    select distinct cutoff_time from {{ ref('entry_policies') }}
    where clock = 'next_working_day'
)

select
    days.calendar,
    zones.time_zone,
    cutoffs.cutoff_time,
    days.date as event_date,
    {% set local_deadline = "cast(days.next_working_date || ' ' || cutoffs.cutoff_time as timestamp)" %}
    {{ to_utc(local_deadline, 'zones.time_zone') }} as deadline_at
from {{ ref('int_calendar_days') }} as days
cross join {{ ref('int_time_zones') }} as zones
cross join cutoffs
where days.next_working_date is not null
