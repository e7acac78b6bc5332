-- Nothing is guessed: an id that no match knows stays its system's own, and whoever bears it is scored alone.
with unmatched as (
    {% for entity in entities_of('record') + entities_of('fact') %}
    {% set relation = canonical(entity) %}
    {% set is_record = var('entities')[entity] == 'record' %}
    {% set columns = contract_of(entity).columns + (record_columns() if is_record else []) %}
    {% for delivery in deliveries_of(entity) %}
    {% for column in columns if is_foreign(delivery.source, column.meta.get('refers_to')) %}
    {% set prefix = space_of(delivery.source, column.meta.refers_to) ~ ':' %}
    select
        company,
        '{{ column.meta.refers_to }}' as kind,
        source as system,
        substr({{ column.name }}, {{ prefix | length + 1 }}) as local_id,
        '{{ entity }}' as entity,
        record_id,
        {{ 'event_date' if is_record else 'extract_date' }} as date
    from {{ relation }}
    where source = '{{ delivery.source }}' and starts_with({{ column.name }}, '{{ prefix }}')
        {% if is_record %}and next_version_date is null{% endif %}

    union
    {% endfor %}
    {% endfor %}
    {% endfor %}
    select
        cast(null as varchar) as company,
        cast(null as varchar) as kind,
        cast(null as varchar) as system,
        cast(null as varchar) as local_id,
        cast(null as varchar) as entity,
        cast(null as varchar) as record_id,
        cast(null as date) as date
)

select
    company,
    kind,
    system,
    local_id,
    entity,
    count(distinct record_id) as record_count,
    min(date) as first_date,
    max(date) as last_date
from unmatched
where local_id is not null
group by company, kind, system, local_id, entity
