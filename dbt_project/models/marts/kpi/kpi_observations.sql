{{ config(materialized='view') }}

select
    durations.component,
    durations.source,
    durations.person_id,
    durations.date,
    employees.team_id,
    current_employees.team_id as current_team_id,
    employees.office_id,
    durations.value
from {{ ref('kpi_records__durations') }} as durations
left join {{ ref('dim_employee') }} as employees
    on durations.source = employees.source and durations.person_id = employees.employee_id
        and durations.date >= employees.valid_from and durations.date < employees.valid_to
left join {{ ref('dim_employee') }} as current_employees
    on durations.source = current_employees.source and durations.person_id = current_employees.employee_id
        and current_employees.is_current
