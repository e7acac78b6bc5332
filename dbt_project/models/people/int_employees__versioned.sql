{% set attributes = ['name', 'role', 'team_id', 'manager_id', 'office_id', 'time_zone', 'calendar', 'is_active'] %}

with office_days as (
    select
        *,
        lag(time_zone) over history as previous_time_zone,
        lag(calendar) over history as previous_calendar,
        row_number() over history = 1 as is_first
    from {{ ref('int_offices__listed') }}
    window history as (partition by source, record_id order by extract_date)
),

-- An office is where it was last told to be, although the list of a day may be missing.
offices as (
    select
        source,
        record_id,
        time_zone,
        calendar,
        extract_date as valid_from,
        coalesce(
            lead(extract_date) over (partition by source, record_id order by extract_date), date '9999-12-31'
        ) as valid_to
    from office_days
    where is_first or time_zone is distinct from previous_time_zone or calendar is distinct from previous_calendar
),

delivered as (
    select
        employees.source,
        employees.company,
        employees.listed_by,
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
    from {{ ref('int_employees__listed') }} as employees
    left join offices
        on employees.source = offices.source and employees.office_id = offices.record_id
            and employees.extract_date >= offices.valid_from and employees.extract_date < offices.valid_to
    left join {{ ref('int_time_zones') }} as zones on offices.time_zone = zones.time_zone
),

states as (
    select
        source,
        company,
        listed_by,
        record_id,
        {{ attributes | join(', ') }},
        extract_date
    from delivered
    union all
    -- A person whom a later snapshot no longer holds stays, as inactive, from that snapshot on.
    select
        source,
        company,
        listed_by,
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
        row_number() over history = 1 as is_first,
        first_value(extract_date) over history as first_extract_date,
        min(extract_date) over (partition by source) as first_list_date
    from states
    window history as (partition by source, record_id order by extract_date)
)

select
    source,
    company,
    listed_by,
    record_id as employee_id,
    {{ attributes | join(', ') }},
    -- What the first list that names somebody says is taken to have been so before it, by what is judged from then on.
    case when is_first then date '0001-01-01' else extract_date end as valid_from,
    coalesce(
        lead(extract_date) over (partition by source, record_id order by extract_date), date '9999-12-31'
    ) as valid_to,
    case when first_extract_date > first_list_date then first_extract_date else date '0001-01-01' end as listed_from
from preceded
where
    is_first
    {% for attribute in attributes %}
    or {{ attribute }} is distinct from previous_{{ attribute }}
    {% endfor %}
