{# The days on which active employees are due to work, within each source's first_date and last_date of a relation `spans`.
   A person's own calendar comes before that of the office. #}
{% macro working_person_days(spans) -%}
    select
        people.source,
        people.employee_id as person_id,
        people.role,
        people.time_zone,
        days.date
    from {{ spans }} as spans
    inner join {{ ref('int_employees__versioned') }} as people on spans.source = people.source
    inner join {{ ref('int_calendar_days') }} as days
        on people.calendar = days.calendar
            and days.date >= people.valid_from and days.date < people.valid_to
            and days.date between spans.first_date and spans.last_date
    left join {{ ref('int_person_calendar_days') }} as own_days
        on people.source = own_days.source and people.employee_id = own_days.person_id and days.date = own_days.date
    where people.is_active and coalesce(own_days.is_working_day, days.is_working_day)
{%- endmacro %}

{% macro last_day_of_month(date) -%}
    cast(date_trunc('month', {{ date }}) + interval 1 month - interval 1 day as date)
{%- endmacro %}
