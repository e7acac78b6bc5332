{{ config(materialized='view') }}

-- The person who works a case answers for how it is worked; who entered it answers for the entry.
with cases as (
    select * from {{ ref('fct_cases') }}
    where not is_deleted
)

select
    'backlog_change' as component, source, 'cases' as entity, case_id as record_id,
    assigned_to_id as person_id, opened_date as date, 1.0 as value
from cases
union all
select 'backlog_change', source, 'cases', case_id, assigned_to_id, coalesce(resolved_date, closed_date), -1.0
from cases
where coalesce(resolved_at, closed_at) is not null
union all
select 'cases_with_sla', source, 'cases', case_id, assigned_to_id, opened_date, 1.0
from cases
where is_sla_met is not null
union all
select 'cases_within_sla', source, 'cases', case_id, assigned_to_id, opened_date, 1.0
from cases
where is_sla_met
