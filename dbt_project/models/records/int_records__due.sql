{{ config(materialized='view') }}

-- A view, because int_records__attributed alone reads it, a few rows at a time.
with placed as (
    select * from {{ ref('int_records__placed') }}
),

under_policy as (
    {{ with_entry_policy('placed', day='event_date') }}
),

on_days as (
    select
        under_policy.*,
        days.status as event_day_status,
        case
            when under_policy.clock = 'next_working_day'
                then coalesce(own_days.next_working_date, days.next_working_date)
        end as due_date
    from under_policy
    left join {{ ref('int_calendar_days') }} as days
        on under_policy.calendar = days.calendar and under_policy.event_date = days.date
    left join {{ ref('int_person_calendar_days') }} as own_days
        on under_policy.source = own_days.source and under_policy.accountable_id = own_days.person_id
            and under_policy.calendar = own_days.calendar and under_policy.event_date = own_days.date
)

select
    on_days.*,
    deadlines.calendar_version,
    case
        when deadlines.calendar_status = 'official' then on_days.event_day_status else deadlines.calendar_status
    end as calendar_status,
    case
        when on_days.event_at is null then null
        when on_days.clock = 'minutes' then on_days.event_at + on_days.minutes * interval 1 minute
        else deadlines.deadline_at
    end as deadline_at
from on_days
left join {{ ref('int_entry_deadlines') }} as deadlines
    on on_days.calendar = deadlines.calendar and on_days.time_zone = deadlines.time_zone
        and on_days.cutoff_time = deadlines.cutoff_time and on_days.due_date = deadlines.due_date
