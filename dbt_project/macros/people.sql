{# People, their clocks and their assistants. A macro called with_... is the query of a relation's rows, mostly an earlier
   CTE, with further columns: it needs the columns named by its arguments, and source. A macro called join_... adds joins
   to a query; its aliases begin with the argument `alias`, and its comment names them. #}

{# The rows with the local date and time of an instant as the column `into`; null on days outside all calendars.
   The zone is the row's own (its column `zone`), or that of a person (a column) by the organisation of the instant's UTC
   day: the zone depends on the day, and the local day on the zone. A person on no staff list is in source_time_zone.
   known_by: a column with an extract date; an instant after it is read with the organisation of that date.
   listed_by: a column with an extract date; a person whom no staff list up to it names counts as on none, so that what is
   evaluated once does not depend on later lists.
   zone_into, calendar_into: names for two more columns, the zone and calendar of the person. #}
{% macro with_local_time(rows, instant, into, zone='time_zone', person=none, known_by=none, listed_by=none, zone_into=none, calendar_into=none) -%}
    {%- set utc_date = 'cast(' ~ rows ~ '.' ~ instant ~ ' as date)' -%}
    {%- set day = 'least(' ~ utc_date ~ ', ' ~ rows ~ '.' ~ known_by ~ ')' if known_by else utc_date -%}
    {%- set zone_of_row = 'coalesce(person_version.time_zone, ' ~ rows ~ '.source_time_zone)' if person else rows ~ '.' ~ zone -%}
    select
        {{ rows }}.*,
        {% if zone_into %}{{ zone_of_row }} as {{ zone_into }},
        {% endif %}
        {% if calendar_into %}coalesce(person_version.calendar, {{ rows }}.source_calendar) as {{ calendar_into }},
        {% endif %}
        {{ local_time(rows ~ '.' ~ instant, 'instant') }} as {{ into }}
    from {{ rows }}
    {% if person %}
    left join {{ ref('int_employees__versioned') }} as person_version
        on {{ rows }}.source = person_version.source and {{ rows }}.{{ person }} = person_version.employee_id
            and {{ day }} >= person_version.valid_from and {{ day }} < person_version.valid_to
            {% if listed_by %}and {{ rows }}.{{ listed_by }} >= person_version.listed_from{% endif %}

    {% endif %}
    left join {{ ref('int_zone_days') }} as instant_zone
        on {{ zone_of_row }} = instant_zone.time_zone and {{ utc_date }} = instant_zone.utc_date
{%- endmacro %}

{# The local date and time of an instant in the zone joined under an alias. #}
{% macro local_time(instant, alias) -%}
    {{ plus_seconds(
        instant,
        'case when ' ~ instant ~ ' >= ' ~ alias ~ '_zone.changes_at then ' ~ alias ~ '_zone.later_offset_seconds else '
        ~ alias ~ '_zone.offset_seconds end'
    ) }}
{%- endmacro %}

{% macro local_date(instant, alias) -%}cast({{ local_time(instant, alias) }} as date){%- endmacro %}

{# The condition that a delegation is valid on a day, as the lists up to another day had it last. One that has left the list by
   then is valid until the day it was last listed. #}
{% macro is_delegated(delegation, rows, day_column, known_column) -%}
    {{ rows }}.{{ day_column }} between {{ delegation }}.valid_from
    and coalesce({{ delegation }}.valid_to, date '9999-12-31')
    and {{ rows }}.{{ known_column }} >= {{ delegation }}.extract_date
    and {{ rows }}.{{ known_column }} < coalesce({{ delegation }}.next_listed_date, date '9999-12-31')
    and least({{ rows }}.{{ day_column }}, {{ rows }}.{{ known_column }})
    < coalesce({{ delegation }}.next_whole_extract_date, date '9999-12-31')
{%- endmacro %}

{# The rows with the assistant to whom a person (a column) had delegated the entity of the row (its column entity) on a
   day, as the lists up to another day had it: the column assistant_id. A delegation of the entity itself goes before one
   of all, then the one that began last. `keys` tell the rows apart. #}
{% macro with_assistant(rows, keys, person, day, known_by) -%}
    select
        {{ rows }}.*,
        delegated.assistant_id
    from {{ rows }}
    left join (
        select
            {% for key in keys %}owners.{{ key }},
            {% endfor %}
            delegations.assistant_id
        from {{ rows }} as owners
        inner join {{ ref('int_delegations__listed') }} as delegations
            on owners.source = delegations.source and owners.{{ person }} = delegations.owner_id
                and delegations.entity in (owners.entity, '*')
                and {{ is_delegated('delegations', 'owners', day, known_by) }}
        qualify row_number() over (
                partition by owners.{{ keys | join(', owners.') }}
                order by
                    case when delegations.entity = '*' then 1 else 0 end, delegations.valid_from desc,
                    delegations.assistant_id
            ) = 1
    ) as delegated
        on {% for key in keys %}{{ rows }}.{{ key }} = delegated.{{ key }}{% if not loop.last %} and {% endif %}{% endfor %}

{%- endmacro %}
