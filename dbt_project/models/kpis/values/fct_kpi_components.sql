{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_day("held")) }}'
) }}

-- The organisation is the one of the component's date: as-was. What does not add up is left out: durations, and what is
-- counted as so many different ones. Values are decimals, so that a sum is the same in whatever order it is taken.
with counted as (
    {{ counted_components(components_counted('summed')) }}
),

summed as (
    select
        component,
        source,
        system,
        person_id,
        date,
        cast(sum(value) as decimal(38, 12)) as value,
        cast(sum(record_count) as bigint) as record_count
    from counted
    where {{ is_in_changed_day('counted') }}
    group by component, source, system, person_id, date
)

select
    summed.component,
    summed.source,
    summed.system,
    summed.person_id,
    summed.date,
    employees.team_id,
    current_employees.team_id as current_team_id,
    employees.office_id,
    employees.role,
    summed.value,
    summed.record_count
from summed
{{ join_organisation('summed') }}
order by summed.date
