{# The instant that dates a record, as it was first told: its event, else its entry, else the first extract's cut-off. #}
{% macro dated_at(records) -%}
    coalesce({{ records }}.event_at, {{ records }}.entered_at, {{ records }}.first_seen_at)
{%- endmacro %}

{# That instant, its UTC day, and the day by which the zone of a person is looked up for it: an event that
   lies after the record's first extract is read with what was known at that extract. #}
{% macro known_dates(records) -%}
    {{ dated_at(records) }} as dated_at,
        cast({{ dated_at(records) }} as date) as utc_date,
        least(cast({{ dated_at(records) }} as date), {{ records }}.first_extract_date) as known_utc_date
{%- endmacro %}

{# The zone, calendar and local date of a record's event for a person of the record, as the organisation stood then.
   The zone hangs on the day and the local day on the zone, so the zone is the one of the UTC day.
   Returns joins; the aliases are <alias>_version and <alias>_zone. #}
{% macro join_person_clock(records, person_column, alias, told_column=none) %}
{{ join_person_version(records, person_column, 'known_utc_date', alias, told_column) }}
left join {{ ref('int_zone_days') }} as {{ alias }}_zone
    on coalesce({{ alias }}_version.time_zone, {{ records }}.source_time_zone) = {{ alias }}_zone.time_zone
    and {{ records }}.utc_date = {{ alias }}_zone.utc_date
{% endmacro %}

{# A person of the record as the organisation stood on a day; whoever no staff list names up to the day of `told_column`
   is nobody known, since what is judged once must not hang on later lists. The alias is <alias>_version. #}
{% macro join_person_version(records, person_column, day_column, alias, told_column=none) %}
left join {{ ref('int_employees__versioned') }} as {{ alias }}_version
    on {{ records }}.source = {{ alias }}_version.source and {{ records }}.{{ person_column }} = {{ alias }}_version.employee_id
    and {{ records }}.{{ day_column }} >= {{ alias }}_version.valid_from
    and {{ records }}.{{ day_column }} < {{ alias }}_version.valid_to
    {% if told_column %}and {{ records }}.{{ told_column }} >= {{ alias }}_version.listed_from{% endif %}

{% endmacro %}

{# The local date and time of an instant in the zone joined under an alias. #}
{% macro local_time(instant, alias) -%}
    {{ plus_seconds(
        instant,
        'case when ' ~ instant ~ ' >= ' ~ alias ~ '_zone.changes_at then ' ~ alias ~ '_zone.later_offset_seconds else '
        ~ alias ~ '_zone.offset_seconds end'
    ) }}
{%- endmacro %}

{% macro local_date(instant, alias) -%}cast({{ local_time(instant, alias) }} as date){%- endmacro %}

{# The condition that a delegation holds on a day, as the lists up to another day told it last. One that has left the list
   by then has ended; it held as long as it was listed. #}
{% macro is_delegated(delegation, rows, day_column, told_column) -%}
    {{ rows }}.{{ day_column }} between {{ delegation }}.valid_from
    and coalesce({{ delegation }}.valid_to, date '9999-12-31')
    and {{ rows }}.{{ told_column }} >= {{ delegation }}.extract_date
    and {{ rows }}.{{ told_column }} < coalesce({{ delegation }}.next_listed_date, date '9999-12-31')
    and least({{ rows }}.{{ day_column }}, {{ rows }}.{{ told_column }})
    < coalesce({{ delegation }}.next_whole_extract_date, date '9999-12-31')
{%- endmacro %}

{# The delegation of a person's entries of an entity (an expression) that holds on a day, as the lists up to another day
   told it: the rows to choose from, the best of them first by `delegation_order`. #}
{% macro join_delegation(rows, person_column, entity, day_column, told_column, alias) %}
left join {{ ref('int_delegations__listed') }} as {{ alias }}
    on {{ rows }}.source = {{ alias }}.source and {{ rows }}.{{ person_column }} = {{ alias }}.owner_id
    and {{ alias }}.entity in ({{ entity }}, '*')
    and {{ is_delegated(alias, rows, day_column, told_column) }}
{% endmacro %}

{# Which of several delegations counts: one for the entity itself, then the one that began last. #}
{% macro delegation_order(alias) -%}
    case when {{ alias }}.entity = '*' then 1 else 0 end asc, {{ alias }}.valid_from desc, {{ alias }}.assistant_id asc
{%- endmacro %}
