{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_day("held")) }}'
) }}

-- The components that are cut, once for each cut: every cut adds up to the whole.
with counted as (
    {{ counted_components(components_cut()) }}
),

members as (
    select
        component,
        source,
        person_id,
        date,
        value,
        record_count,
        {{ entries_of('cuts') }} as entry
    from counted
    where {{ is_in_changed_day('counted') }}
),

summed as (
    select
        component,
        source,
        person_id,
        date,
        entry.key as cut,
        entry.value as member,
        cast(sum(value) as decimal(38, 12)) as value,
        cast(sum(record_count) as bigint) as record_count
    from members
    group by component, source, person_id, date, entry.key, entry.value
)

select
    summed.component,
    summed.source,
    summed.person_id,
    summed.date,
    summed.cut,
    summed.member,
    employees.team_id,
    employees.office_id,
    summed.value,
    summed.record_count
from summed
{{ join_organisation('summed') }}
order by summed.date
