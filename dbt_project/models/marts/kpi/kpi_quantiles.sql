{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_period("held")) }}'
) }}

-- Medians do not add up: each is taken from the observations of its subject and period.
with observations as (
    select * from {{ ref('kpi_observations') }}
    where {{ is_in_changed_year('kpi_observations') }}
),

grouped as (
    {% for subject_type, subject in subjects().items() %}
    {% set subject_loop = loop %}
    {% for period in periods() %}
    select
        component,
        source,
        '{{ subject_type }}' as subject_type,
        {{ subject }} as subject_id,
        '{{ period }}' as period_type,
        {{ period_start(period, 'date') }} as period_start,
        {{ quantiles('value', [0.5, 0.9]) }} as quantiles,
        count(*) as record_count
    from observations
    group by component, source, {{ subject }}, {{ period_start(period, 'date') }}
    {% if not (loop.last and subject_loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}
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
