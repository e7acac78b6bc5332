-- Only the days near a person's exceptions: on all others the calendar of the office holds. A stretch goes on for forty
-- days, more than any holiday and any grace: what does not fall due within it has nothing of one's own before it.
-- Who moves to another calendar has the days by both: a record goes by the one that was valid on the day of its event.
with bounds as (
    select
        min(date) as first_date,
        max(date) as last_date
    from {{ ref('int_calendar_days') }}
),

own_days as (
    select
        *,
        lag(date) over (partition by source, person_id order by date) as previous_date
    from {{ ref('int_person_days__excepted') }}
),

numbered as (
    select
        *,
        count(case when previous_date is null or previous_date < date - interval 80 day then 1 end) over (
            partition by source, person_id order by date rows between unbounded preceding and current row
        ) as stretch
    from own_days
),

stretches as (
    select
        source,
        person_id,
        max(source_calendar) as source_calendar,
        greatest(cast(min(date) - interval 40 day as date), max(bounds.first_date)) as first_date,
        least(cast(max(date) + interval 40 day as date), max(bounds.last_date)) as last_date
    from numbered
    cross join bounds
    group by source, person_id, stretch
),

calendars as (
    select distinct
        stretches.source,
        stretches.person_id,
        stretches.first_date as stretch_date,
        stretches.last_date,
        coalesce(people.calendar, stretches.source_calendar) as calendar
    from stretches
    left join {{ ref('int_employees__versioned') }} as people
        on stretches.source = people.source and stretches.person_id = people.employee_id
),

stretch_days as (
    select
        source,
        person_id,
        calendar,
        stretch_date,
        {{ days_from('stretch_date', 'last_date') }} as date
    from calendars
),

marked as (
    select
        stretch_days.source,
        stretch_days.person_id,
        stretch_days.calendar,
        stretch_days.stretch_date,
        stretch_days.date,
        coalesce(own_days.is_working_day, calendar_days.is_working_day) as is_working_day,
        calendar_days.next_working_date as next_working_date_of_all,
        own_days.reason
    from stretch_days
    left join own_days
        on stretch_days.source = own_days.source and stretch_days.person_id = own_days.person_id
            and stretch_days.date = own_days.date
    left join {{ ref('int_calendar_days') }} as calendar_days
        on stretch_days.calendar = calendar_days.calendar and stretch_days.date = calendar_days.date
)

select
    source,
    person_id,
    calendar,
    date,
    is_working_day,
    coalesce(
        min(case when is_working_day then date end) over (
            partition by source, person_id, calendar, stretch_date
            order by date rows between 1 following and unbounded following
        ),
        next_working_date_of_all
    ) as next_working_date,
    count(case when is_working_day then 1 end) over (
        partition by source, person_id, calendar, stretch_date
        order by date rows between unbounded preceding and 1 preceding
    ) as working_days_before,
    reason,
    stretch_date
from marked
