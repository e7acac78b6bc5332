{{ config(materialized='view') }}

{% for entity in entities_of('record') %}
select
    source,
    '{{ entity }}' as entity,
    record_id,
    deleted_date,
    updated_by_id as deleted_by_id
from {{ canonical(entity) }}
where is_deleted and next_version_date is null
{% if not loop.last %}union all{% endif %}
{% endfor %}
