{# The working days of active employees within each source's first_date and last_date of a relation `spans`, by
   calendar and exceptions of their own. Nobody works before the first staff list that names them, whatever
   their first version is taken to hold for. #}
{% macro working_person_days(spans) -%}
    select
        people.source,
        people.employee_id as person_id,
        people.role,
        people.team_id,
        people.office_id,
        people.time_zone,
        people.calendar,
        days.date,
        coalesce(own_days.next_working_date, days.next_working_date) as next_working_date
    from {{ spans }} as spans
    inner join {{ ref('int_employees__versioned') }} as people on spans.source = people.source
    inner join (
        select
            source,
            record_id,
            min(extract_date) as first_date
        from {{ ref('int_employees__listed') }}
        group by source, record_id
    ) as listed on people.source = listed.source and people.employee_id = listed.record_id
    inner join {{ ref('int_calendar_days') }} as days
        on people.calendar = days.calendar
            and days.date >= people.valid_from and days.date < people.valid_to
            and days.date >= listed.first_date
            and days.date between spans.first_date and spans.last_date
    left join {{ ref('int_person_calendar_days') }} as own_days
        on people.source = own_days.source and people.employee_id = own_days.person_id
            and people.calendar = own_days.calendar and days.date = own_days.date
    where people.is_active and coalesce(own_days.is_working_day, days.is_working_day)
{%- endmacro %}
