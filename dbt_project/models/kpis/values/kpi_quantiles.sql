{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_period("held")) }}'
) }}

-- Medians do not add up: each is taken from the observations of its subject and period.
with observations as (
    select * from {{ ref('kpi_observations') }}
    where component in ({{ literals(components_counted('observed')) }}) and {{ is_in_changed_year('kpi_observations') }}
),

cut_observations as (
    {{ cut_rows('observations') }}
),

grouped as (
    {{ grouped_observations('observed', 'quantiles', quantiles('value', [0.5, 0.9])) }}
)

select
    component,
    source,
    subject_type,
    subject_id,
    period_type,
    period_start,
    {{ element('quantiles', 1) }} as median_value,
    {{ element('quantiles', 2) }} as p90_value,
    record_count
from grouped
where {{ is_in_changed_period('grouped') }}
order by period_start
