{{ config(materialized='view') }}

{% set time = '([01][0-9]|2[0-3]):[0-5][0-9]' %}
{% set days = '(mon|tues|wednes|thurs|fri|satur|sun)day|holiday|working_day|day_off|every_day' %}

with schedules as (
    select
        *,
        'service_schedules.csv: ' || coalesce(schedule, '(none)') || ' on ' || coalesce(days, '(none)') || ' from '
        || coalesce(from_time, '(none)') || ' ' as place
    from {{ ref('service_schedules') }}
),

-- Kinds of days that one and the same day can be.
meetings as (
    select 'working_day' as wide, unnest(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']) as narrow
    union all
    select 'day_off', unnest(['saturday', 'sunday', 'holiday'])
    union all
    select
        'every_day',
        days
    from schedules
    union all
    select
        days as wide,
        days as narrow
    from schedules
)

select
    'service_policies.csv: the row of ' || source || '.' || team_id || '.' || queue || ' names the schedule '
    || coalesce(schedule, '(none)') || ', of which service_schedules.csv has no hours.' as problem
from {{ ref('service_policies') }} as policies
where not exists (
        select 1 from schedules
        where schedules.schedule = policies.schedule
    )
union all
select place || 'has no schedule that the hours could be of.'
from schedules
where schedule is null
union all
select place || 'needs days: monday to sunday, holiday, working_day, day_off or every_day.'
from schedules
where not {{ matches("coalesce(days, '')", days) }}
union all
select place || 'needs hours such as from 09:00 until a later 18:00, and at most 24:00.'
from schedules
where not {{ matches("coalesce(from_time, '')", time) }}
    or not {{ matches("coalesce(until_time, '')", time ~ '|24:00') }} or from_time >= until_time
union all
select place || 'stands there ' || count(*) || ' times.'
from schedules
group by place
having count(*) > 1
union all
select distinct one.place || 'overlaps with ' || other.days || ' from ' || other.from_time || '.'
from schedules as one
inner join schedules as other
    on one.schedule = other.schedule and one.place != other.place
        and one.from_time < other.until_time and one.until_time > other.from_time
inner join meetings on one.days = meetings.wide and other.days = meetings.narrow
where one.days != other.days or one.from_time < other.from_time
