with bounds as (
    select
        min(date) as first_date,
        max(date) as last_date
    from {{ ref('int_calendar_days') }}
),

exceptions as (
    {{ latest_members('schedule_exceptions') }}
),

exception_days as (
    select
        exceptions.*,
        {{ days_from(
            'greatest(exceptions.first_date, bounds.first_date)',
            'least(coalesce(exceptions.last_date, exceptions.first_date), bounds.last_date)'
        ) }} as date
    from exceptions
    cross join bounds
    where not exceptions.is_deleted
),

people as (
    select * from {{ ref('int_employees__versioned') }}
),

of_people as (
    select
        days.source,
        days.subject_id as person_id,
        days.date,
        days.is_working_day,
        days.reason,
        days.source_calendar,
        days.first_date,
        days.record_id,
        1 as distance
    from exception_days as days
    where days.subject_type = 'person'
    {% for subject_type in ['team', 'office'] %}
    union all
    select
        days.source,
        people.employee_id,
        days.date,
        days.is_working_day,
        days.reason,
        days.source_calendar,
        days.first_date,
        days.record_id,
        {{ loop.index + 1 }}
    from exception_days as days
    inner join people
        on days.source = people.source and days.subject_id = people.{{ subject_type }}_id
            and days.date >= people.valid_from and days.date < people.valid_to
    where days.subject_type = '{{ subject_type }}'
    {% endfor %}
)

-- What is said of a person goes before what is said of the team, and that before the office; of two alike the one that
-- begins later.
select
    source,
    person_id,
    date,
    is_working_day,
    reason,
    source_calendar
from of_people
qualify row_number() over (
        partition by source, person_id, date order by distance asc, first_date desc, record_id desc
    ) = 1
