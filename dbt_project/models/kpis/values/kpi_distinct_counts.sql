{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_period("held")) }}'
) }}

-- Different ones do not add up: they are counted anew for each subject and period. What is taken back in the same
-- period is not there.
with observations as (
    select * from {{ ref('kpi_observations') }}
    where component in ({{ literals(components_counted('distinct')) }}) and {{ is_in_changed_year('kpi_observations') }}
),

cut_observations as (
    {{ cut_rows('observations') }}
),

members as (
    {{ grouped_observations('distinct', 'is_there', 'sum(cast(value as decimal(18, 4))) > 0', key='record_id') }}
)

select
    component,
    source,
    subject_type,
    subject_id,
    period_type,
    period_start,
    cast(count(case when is_there then 1 end) as decimal(38, 12)) as value,
    cast(sum(record_count) as bigint) as record_count
from members
where {{ is_in_changed_period('members') }}
group by component, source, subject_type, subject_id, period_type, period_start
order by period_start
