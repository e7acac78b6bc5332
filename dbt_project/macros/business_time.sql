{# Working time between two instants: whole working days by the calendar's running count, and the parts of the first and last.
   A working day runs from 09:00 to 18:00 local time: 540 minutes. #}

{% macro join_business_clock(records, instant, alias) %}
left join {{ ref('int_zone_days') }} as {{ alias }}_zone
    on {{ records }}.time_zone = {{ alias }}_zone.time_zone and cast({{ records }}.{{ instant }} as date) = {{ alias }}_zone.utc_date
left join {{ ref('int_calendar_days') }} as {{ alias }}_day
    on {{ records }}.calendar = {{ alias }}_day.calendar
    and {{ local_date(records ~ '.' ~ instant, alias) }} = {{ alias }}_day.date
{% endmacro %}

{# Working minutes from the beginning of the calendar up to an instant. #}
{% macro working_minutes_until(instant, alias) -%}
    (540 * {{ alias }}_day.working_days_before + case
        when {{ alias }}_day.is_working_day then least(540, greatest(0, ({{ seconds_between(
            'cast(' ~ alias ~ '_day.date as timestamp)',
            plus_seconds(instant, alias ~ '_zone.offset_seconds')
        ) }}) / 60.0 - 540))
        else 0
    end)
{%- endmacro %}

{% macro business_minutes(earlier, later, earlier_alias, later_alias) -%}
    ({{ working_minutes_until(later, later_alias) }} - {{ working_minutes_until(earlier, earlier_alias) }})
{%- endmacro %}
