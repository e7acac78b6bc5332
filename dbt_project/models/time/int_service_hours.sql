-- Local hours as instants, so that a day on which the clocks change has the hours that it has.
{% set weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] %}

with schedules as (
    select distinct
        schedule,
        calendar,
        time_zone
    from {{ ref('int_service_policies') }}
),

hours as (
    select
        schedule,
        days,
        cast(left(from_time, 2) as integer) * 60 + cast(right(from_time, 2) as integer) as from_minute,
        cast(left(until_time, 2) as integer) * 60 + cast(right(until_time, 2) as integer) as until_minute
    from {{ ref('service_schedules') }}
),

days as (
    select
        calendar,
        date,
        case when is_working_day then 'working_day' else 'day_off' end as kind,
        case when day_kind = 'holiday' then 'holiday' end as holiday,
        case
            {% for weekday in weekdays %}
            when exception_name is null and extract(isodow from date) = {{ loop.index }} then '{{ weekday }}'
            {% endfor %}
        end as weekday
    from {{ ref('int_calendar_days') }}
),

opened as (
    select
        schedules.*,
        days.date,
        {% set minutes_of = '(cast(days.date as timestamp) + hours.{} * interval 1 minute)' %}
        {{ to_utc(minutes_of.format('from_minute'), 'schedules.time_zone') }} as begins_at,
        {{ to_utc(minutes_of.format('until_minute'), 'schedules.time_zone') }} as ends_at
    from schedules
    inner join days on schedules.calendar = days.calendar
    left join hours
        on schedules.schedule = hours.schedule
            and hours.days in ('every_day', days.kind, days.holiday, days.weekday)
),

measured as (
    select
        *,
        case when begins_at < ends_at then {{ seconds_between('begins_at', 'ends_at') }} else 0 end as seconds
    from opened
)

select
    *,
    coalesce(
        cast(sum(seconds) over (
            partition by schedule, calendar, time_zone
            order by date, begins_at rows between unbounded preceding and 1 preceding
        ) as bigint),
        0
    ) as seconds_before
from measured
