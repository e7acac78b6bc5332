{{ config(materialized=read_many_times()) }}

with counted as (
    {{ counted_components(components_counted('observed') + components_counted('distinct')) }}
)

select
    counted.component,
    counted.source,
    counted.system,
    counted.record_id,
    counted.person_id,
    counted.date,
    employees.team_id,
    current_employees.team_id as current_team_id,
    employees.office_id,
    cast(counted.value as double) as value,
    counted.cuts
from counted
{{ join_organisation('counted') }}
