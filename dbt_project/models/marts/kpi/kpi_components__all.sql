{{ config(materialized='view') }}

-- The organisation is the one of the component's date: as-was. Durations are left out: they do not add up.
-- Values are decimals, so that a sum is the same in whatever order it is taken.
with counted as (
    select
        component,
        source,
        person_id,
        date,
        cast(value as decimal(18, 4)) as value,
        record_count
    from {{ ref('kpi_records__counted') }}
    where component not in (
            select kpis.numerator from {{ ref('kpis') }} as kpis
            where kpis.kind in ('median', 'p90')
        )
),

summed as (
    select
        component,
        source,
        person_id,
        date,
        cast(sum(value) as decimal(38, 4)) as value,
        cast(sum(record_count) as bigint) as record_count
    from counted
    group by component, source, person_id, date
)

select
    summed.component,
    summed.source,
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
