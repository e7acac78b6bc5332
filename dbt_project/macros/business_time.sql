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

{% macro next_day(date) -%}cast({{ date }} + interval 1 day as date){%- endmacro %}

{% macro previous_day(date) -%}cast({{ date }} - interval 1 day as date){%- endmacro %}

{# The n-th working day after a local day of a person, and its cut-off: <alias>.deadline_at is when repair grace ends.
   `records` has source, calendar, time_zone, cutoff_time and repair_grace_days as int_records__attributed has them, and the
   named columns of the person and the local day. Days of nought end on that day, or on the last working day before it. #}
{% macro join_grace_deadline(records, person_column, day_column, alias='grace') %}
left join {{ ref('int_calendar_days') }} as {{ alias }}_day
    on {{ records }}.calendar = {{ alias }}_day.calendar and {{ records }}.{{ day_column }} = {{ alias }}_day.date
left join {{ ref('int_calendar_days') }} as {{ alias }}_due
    on {{ records }}.calendar = {{ alias }}_due.calendar and {{ alias }}_due.is_working_day
    and {{ nth_working_day(alias ~ '_day', records ~ '.repair_grace_days') }} = {{ alias }}_due.working_days_before
left join {{ ref('int_person_calendar_days') }} as {{ alias }}_own_day
    on {{ records }}.source = {{ alias }}_own_day.source and {{ records }}.{{ person_column }} = {{ alias }}_own_day.person_id
    and {{ records }}.{{ day_column }} = {{ alias }}_own_day.date
left join {{ ref('int_person_calendar_days') }} as {{ alias }}_own_due
    on {{ alias }}_own_day.source = {{ alias }}_own_due.source and {{ alias }}_own_day.person_id = {{ alias }}_own_due.person_id
    and {{ alias }}_own_day.stretch_date = {{ alias }}_own_due.stretch_date and {{ alias }}_own_due.is_working_day
    and {{ nth_working_day(alias ~ '_own_day', records ~ '.repair_grace_days') }} = {{ alias }}_own_due.working_days_before
left join {{ ref('int_entry_deadlines') }} as {{ alias }}
    on {{ records }}.calendar = {{ alias }}.calendar and {{ records }}.time_zone = {{ alias }}.time_zone
    and {{ records }}.cutoff_time = {{ alias }}.cutoff_time
    and coalesce({{ alias }}_own_due.date, {{ alias }}_due.date) = {{ alias }}.due_date
{% endmacro %}

{# The running count that the n-th working day after a day has before it. #}
{% macro nth_working_day(day, n) -%}
    {{ day }}.working_days_before + case when {{ day }}.is_working_day then 1 else 0 end + {{ n }} - 1
{%- endmacro %}
