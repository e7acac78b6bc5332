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
{{ join_organisation('durations') }}
