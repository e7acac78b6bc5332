-- Facts have no people who enter them, and so are not among the entities of records.
with extracts as (
    select
        source,
        entity,
        extract_date,
        cutoff_at,
        time_zone
    from {{ ref('int_entity_extracts') }}
    {% for entity in entities_of('fact') %}
    union all
    select
        extracts.source,
        '{{ entity }}',
        extracts.extract_date,
        extracts.cutoff_at,
        extracts.time_zone
    from {{ ref('int_extracts') }} as extracts
    inner join (select distinct source, delivered_in from {{ canonical(entity) }}) as delivered
        on extracts.source = delivered.source and extracts.entity = delivered.delivered_in
    {% endfor %}
)

select
    source,
    entity,
    max(extract_date) as extract_date,
    max(cutoff_at) as cutoff_at,
    max_by(time_zone, extract_date) as time_zone
from extracts
group by source, entity
