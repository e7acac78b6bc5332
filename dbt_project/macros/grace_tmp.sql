{% macro grace_deadline(records, alias) %}{{ alias }}.deadline_at{% endmacro %}
{% macro join_grace_deadline(records, instant, alias) %}
left join {{ ref('int_records__attributed') }} as {{ alias }}_record
    on {{ records }}.source = {{ alias }}_record.source and {{ records }}.entity = {{ alias }}_record.entity and {{ records }}.record_id = {{ alias }}_record.record_id
left join {{ ref('int_calendar_days') }} as {{ alias }}_day on {{ alias }}_day.calendar = {{ alias }}_record.calendar and {{ alias }}_day.date = cast({{ records }}.{{ instant }} as date)
left join {{ ref('int_entry_deadlines') }} as {{ alias }} on {{ alias }}.calendar = {{ alias }}_record.calendar and {{ alias }}.time_zone = {{ alias }}_record.time_zone and {{ alias }}.event_date = {{ alias }}_day.next_working_date
{% endmacro %}
