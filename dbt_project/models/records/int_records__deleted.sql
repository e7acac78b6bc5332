{{ config(materialized='view') }}

{% for entity in record_entities() %}
select
    source,
    '{{ entity }}' as entity,
    record_id,
    deleted_date,
    updated_by_id as deleted_by_id
from {{ ref('int_' ~ entity ~ '__unified') }}
where is_deleted
{% if not loop.last %}union all{% endif %}
{% endfor %}
