{# Working time between two instants: whole working days by the calendar's running count, and the parts of the first and last.
   A working day runs from 09:00 to 18:00 local time: 32,400 seconds. Seconds are whole numbers, and so exact. #}

{# The rows with the working seconds that their calendar has up to instants of theirs: a dictionary of instants and the
   columns that tell the seconds. The rows have time_zone and calendar. #}
{% macro with_working_seconds(rows, instants) -%}
    select
        {{ rows }}.*,
        {% for instant, into in instants.items() %}
        {{ working_seconds_until(rows ~ '.' ~ instant, instant) }} as {{ into }}{% if not loop.last %},{% endif %}

        {% endfor %}
    from {{ rows }}
    {% for instant in instants %}{{ join_business_clock(rows, instant, instant) }}{% endfor %}
{%- endmacro %}

{# Zone and day of an instant of rows with time_zone and calendar: the aliases <alias>_zone and <alias>_day. #}
{% macro join_business_clock(records, instant, alias) %}
left join {{ ref('int_zone_days') }} as {{ alias }}_zone
    on {{ records }}.time_zone = {{ alias }}_zone.time_zone and cast({{ records }}.{{ instant }} as date) = {{ alias }}_zone.utc_date
left join {{ ref('int_calendar_days') }} as {{ alias }}_day
    on {{ records }}.calendar = {{ alias }}_day.calendar
    and {{ local_date(records ~ '.' ~ instant, alias) }} = {{ alias }}_day.date
{% endmacro %}

{# Working seconds from the beginning of the calendar up to an instant, whose zone and day join_business_clock has joined. #}
{% macro working_seconds_until(instant, alias) -%}
    {%- set day = alias ~ '_day' -%}
    (32400 * {{ day }}.working_days_before + case
        when {{ day }}.is_working_day then least(32400, greatest(0, {{
            seconds_between('cast(' ~ day ~ '.date as timestamp)', local_time(instant, alias))
        }} - 32400))
        else 0
    end)
{%- endmacro %}

{# The running count of working days that the n-th working day after a day has before it. #}
{% macro nth_working_day(day, n) -%}
    {{ day }}.working_days_before + case when {{ day }}.is_working_day then 1 else 0 end + {{ n }} - 1
{%- endmacro %}

{# When the repair grace of records ends that begins at an instant: at the cut-off of the n-th working day after its local
   day, by calendar and own days of the person who answers for the record. Without any days of grace it ended at the
   cut-off of that day, or of the last working day before it.
   `records` has the instant, source, accountable_id and, as int_records__attributed has them, calendar, time_zone,
   cutoff_time and repair_grace_days. The aliases are <alias>_zone, <alias>_day, <alias>_due, <alias>_own_day,
   <alias>_own_due, and <alias> itself with deadline_at. #}
{% macro join_grace_deadline(records, instant, alias) %}
{%- set began = local_date(records ~ '.' ~ instant, alias) -%}
{%- set days = records ~ '.repair_grace_days' -%}
left join {{ ref('int_zone_days') }} as {{ alias }}_zone
    on {{ records }}.time_zone = {{ alias }}_zone.time_zone
    and cast({{ records }}.{{ instant }} as date) = {{ alias }}_zone.utc_date
left join {{ ref('int_calendar_days') }} as {{ alias }}_day
    on {{ records }}.calendar = {{ alias }}_day.calendar and {{ began }} = {{ alias }}_day.date
left join {{ ref('int_calendar_days') }} as {{ alias }}_due
    on {{ alias }}_day.calendar = {{ alias }}_due.calendar and {{ alias }}_due.is_working_day
    and {{ nth_working_day(alias ~ '_day', days) }} = {{ alias }}_due.working_days_before
left join {{ ref('int_person_calendar_days') }} as {{ alias }}_own_day
    on {{ records }}.source = {{ alias }}_own_day.source and {{ records }}.accountable_id = {{ alias }}_own_day.person_id
    and {{ records }}.calendar = {{ alias }}_own_day.calendar and {{ began }} = {{ alias }}_own_day.date
left join {{ ref('int_person_calendar_days') }} as {{ alias }}_own_due
    on {{ alias }}_own_day.source = {{ alias }}_own_due.source and {{ alias }}_own_day.person_id = {{ alias }}_own_due.person_id
    and {{ alias }}_own_day.calendar = {{ alias }}_own_due.calendar
    and {{ alias }}_own_day.stretch_date = {{ alias }}_own_due.stretch_date and {{ alias }}_own_due.is_working_day
    and {{ nth_working_day(alias ~ '_own_day', days) }} = {{ alias }}_own_due.working_days_before
left join {{ ref('int_entry_deadlines') }} as {{ alias }}
    on {{ records }}.calendar = {{ alias }}.calendar and {{ records }}.time_zone = {{ alias }}.time_zone
    and {{ records }}.cutoff_time = {{ alias }}.cutoff_time
    and coalesce({{ alias }}_own_due.date, {{ alias }}_due.date) = {{ alias }}.due_date
{% endmacro %}
