{{ config(materialized='view') }}

-- Whatever else is counted by person and day already belongs here too, or changes of it would go unseen.
select
    'all' as area,
    component,
    source,
    entity,
    record_id,
    person_id,
    date,
    value,
    1 as record_count
from {{ ref('kpi_records__all') }}
{% for area in ['data_entry', 'data_quality', 'freshness'] %}
union all
select
    '{{ area }}' as area,
    component,
    source,
    null as entity,
    null as record_id,
    person_id,
    date,
    cast(value as double) as value,
    record_count
from {{ ref('kpi_records__' ~ area) }}
{% endfor %}
