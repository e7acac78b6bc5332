{# The days on which active employees are due to work, within each source's first_date and last_date of a relation `spans`.
   The one place where a person's own calendar is looked up. #}
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
    where people.is_active and days.is_working_day
{%- endmacro %}

{# A seed's row for a source and day: the source's own before that of every source. Follows a join on both; keeps one per key. #}
{% macro policy_applies(policies, source, date) -%}
    {{ policies }}.source in ({{ source }}, '*') and {{ date }} between {{ policies }}.valid_from and {{ policies }}.valid_to
{%- endmacro %}

{% macro own_policy_first(policies, key) -%}
    row_number() over (partition by {{ key | join(', ') }} order by case when {{ policies }}.source = '*' then 1 else 0 end) = 1
{%- endmacro %}

{% macro last_day_of_month(date) -%}
    cast(date_trunc('month', {{ date }}) + interval 1 month - interval 1 day as date)
{%- endmacro %}
