{% set attributes = ['name', 'role', 'team_id', 'manager_id', 'office_id', 'time_zone', 'calendar', 'is_active'] %}

with delivered as (
    select
        employees.source,
        employees.record_id,
        employees.name,
        employees.role,
        employees.team_id,
        employees.manager_id,
        employees.office_id,
        coalesce(zones.time_zone, employees.source_time_zone) as time_zone,
        coalesce(offices.calendar, employees.source_calendar) as calendar,
        employees.is_active,
        employees.extract_date,
        employees.next_whole_extract_date,
        lead(employees.extract_date) over (
            partition by employees.source, employees.record_id order by employees.extract_date
        ) as next_seen_date
    from {{ ref('int_employees__delivered') }} as employees
    left join {{ ref('int_offices__delivered') }} as offices
        on employees.source = offices.source and employees.office_id = offices.record_id
            and employees.extract_date = offices.extract_date
    left join {{ ref('int_time_zones') }} as zones on offices.time_zone = zones.time_zone
),

states as (
    select
        source,
        record_id,
        {{ attributes | join(', ') }},
        extract_date
    from delivered
    union all
    -- A person whom a later snapshot no longer holds stays, as inactive, from that snapshot on.
    select
        source,
        record_id,
        {% for attribute in attributes if attribute != 'is_active' %}{{ attribute }},
        {% endfor %}
        false as is_active,
        next_whole_extract_date as extract_date
    from delivered
    where next_whole_extract_date < coalesce(next_seen_date, date '9999-12-31')
),

preceded as (
    select
        *,
        {% for attribute in attributes %}
        lag({{ attribute }}) over history as previous_{{ attribute }},
        {% endfor %}
        row_number() over history = 1 as is_first
    from states
    window history as (partition by source, record_id order by extract_date)
)

select
    source,
    record_id as employee_id,
    {{ attributes | join(', ') }},
    -- What the first snapshot says is taken to have been so before it.
    case when is_first then date '0001-01-01' else extract_date end as valid_from,
    coalesce(
        lead(extract_date) over (partition by source, record_id order by extract_date), date '9999-12-31'
    ) as valid_to
from preceded
where
    is_first
    {% for attribute in attributes %}
    or {{ attribute }} is distinct from previous_{{ attribute }}
    {% endfor %}
