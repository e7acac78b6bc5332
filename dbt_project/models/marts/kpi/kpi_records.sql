{{ config(materialized='view') }}

-- Every figure is a sum, or a quantile, of these rows.
{% for area in ['data_entry', 'sales', 'stages', 'service', 'durations'] %}
select
    component,
    source,
    entity,
    record_id,
    person_id,
    date,
    cast(value as double) as value
from {{ ref('kpi_records__' ~ area) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
