with delivered as (
    select
        employees.*,
        coalesce(offices.time_zone, employees.source_time_zone) as time_zone,
        coalesce(offices.calendar, employees.source_calendar) as calendar
    from {{ ref('int_employees__delivered') }} as employees
    left join {{ ref('int_offices__delivered') }} as offices
        on employees.source = offices.source and employees.office_id = offices.record_id
            and employees.extract_date = offices.extract_date
),

-- A person whom a later snapshot no longer holds stays, as inactive, from that snapshot on.
departures as (
    select
        * replace (next_extract_date as extract_date, false as is_active)
    from delivered
    qualify next_extract_date is not null
        and coalesce(lead(extract_date) over (partition by source, record_id order by extract_date), date '9999-12-31')
        > next_extract_date
),

states as (
    select
        *,
        concat_ws('|', name, role, team_id, manager_id, office_id, is_active, time_zone, calendar) as state
    from (
        select * from delivered
        union all
        select * from departures
    ) as known
),

changes as (
    select
        *,
        lag(state) over (partition by source, record_id order by extract_date) as previous_state
    from states
)

select
    source,
    record_id as employee_id,
    name,
    role,
    team_id,
    manager_id,
    office_id,
    time_zone,
    calendar,
    is_active,
    -- What the first snapshot says is taken to have been so before it.
    case when previous_state is null then date '0001-01-01' else extract_date end as valid_from,
    coalesce(
        lead(extract_date) over (partition by source, record_id order by extract_date), date '9999-12-31'
    ) as valid_to
from changes
where previous_state is distinct from state
