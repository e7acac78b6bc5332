-- Nothing is guessed: an id that no match knows stays its system's own, and whoever bears it is scored alone.
with unmatched as (
    {% for foreign in foreign_columns() %}
    select
        company,
        '{{ foreign.kind }}' as kind,
        source as system,
        substr({{ foreign.column }}, {{ foreign.prefix | length + 1 }}) as local_id,
        '{{ foreign.entity }}' as entity,
        record_id,
        {{ 'event_date' if foreign.is_record else 'extract_date' }} as date
    from {{ foreign.relation }}
    where source = '{{ foreign.source }}' and starts_with({{ foreign.column }}, '{{ foreign.prefix }}')
        {% if foreign.is_record %}and next_version_date is null{% endif %}

    union
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
