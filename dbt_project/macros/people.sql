{# The instant that dates a record, its UTC day, and the day by which the organisation is looked up for it: an event that lies
   after the record's first extract is read with what was known at that extract. #}
{% macro known_dates(records) -%}
    {%- set dated_at = 'coalesce(' ~ records ~ '.event_at, ' ~ records ~ '.entered_at, ' ~ records ~ '.first_seen_at)' -%}
    {{ dated_at }} as dated_at,
        cast({{ dated_at }} as date) as known_utc_date,
        least(cast({{ dated_at }} as date), {{ records }}.first_extract_date) as known_date
{%- endmacro %}

{# The zone, calendar and local date of a record's event for a person of the record, as the organisation stood then.
   Returns joins; the aliases are <alias>_version and <alias>_zone. #}
{% macro join_person_clock(records, person_column, alias) %}
left join {{ ref('int_employees__versioned') }} as {{ alias }}_version
    on {{ records }}.source = {{ alias }}_version.source and {{ records }}.{{ person_column }} = {{ alias }}_version.employee_id
    and {{ records }}.known_date >= {{ alias }}_version.valid_from and {{ records }}.known_date < {{ alias }}_version.valid_to
left join {{ ref('int_zone_days') }} as {{ alias }}_zone
    on coalesce({{ alias }}_version.time_zone, {{ records }}.source_time_zone) = {{ alias }}_zone.time_zone
    and {{ records }}.known_utc_date = {{ alias }}_zone.utc_date
{% endmacro %}

{# The local time and date of an instant in the zone joined under an alias. #}
{% macro local_time(instant, alias) -%}
    {{ plus_seconds(
        instant,
        'case when ' ~ instant ~ ' >= ' ~ alias ~ '_zone.changes_at then ' ~ alias ~ '_zone.later_offset_seconds else '
        ~ alias ~ '_zone.offset_seconds end'
    ) }}
{%- endmacro %}

{% macro local_date(instant, alias) -%}
    cast({{ local_time(instant, alias) }} as date)
{%- endmacro %}
