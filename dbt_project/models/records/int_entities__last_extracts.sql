-- Of several files that deliver an entity the one that has come least far says how far everything is known.
with extracts as (
    select
        source,
        entity,
        delivered_in,
        extract_date,
        cutoff_at,
        time_zone
    from {{ ref('int_entity_extracts') }}
    where delivered_in != '(all)'
    {% for entity in entities_of('fact') %}
    union all
    select
        extracts.source,
        '{{ entity }}',
        delivered.delivered_in,
        extracts.extract_date,
        extracts.cutoff_at,
        extracts.time_zone
    from {{ ref('int_extracts') }} as extracts
    inner join (select distinct source, delivered_in from {{ canonical(entity) }}) as delivered
        on extracts.source = delivered.source and extracts.entity = delivered.delivered_in
    {% endfor %}
),

by_file as (
    select
        source,
        entity,
        max(extract_date) as extract_date,
        max(cutoff_at) as cutoff_at,
        max_by(time_zone, extract_date) as time_zone
    from extracts
    group by source, entity, delivered_in
)

select
    source,
    entity,
    max(extract_date) as extract_date,
    min(cutoff_at) as cutoff_at,
    max_by(time_zone, extract_date) as time_zone
from by_file
group by source, entity
