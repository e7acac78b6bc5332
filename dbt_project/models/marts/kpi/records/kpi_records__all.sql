{{ config(materialized='view') }}

-- What each file of records/ counts, record by record. The records of data entry are not repeated here:
-- fct_record_entry has them, one row each.
{% for area in [
    'discipline', 'capture', 'assistants', 'adoption', 'platform', 'sales', 'stages', 'service', 'durations',
] %}
select
    component,
    source,
    entity,
    record_id,
    person_id,
    date,
    cast(value as double) as value
from {{ ref('kpi_records__' ~ area) }}
{% if area == 'durations' %}
where component not in ('entry_lag_minutes', 'entry_lag_working_minutes')
{% else %}
union all
{% endif %}
{% endfor %}
