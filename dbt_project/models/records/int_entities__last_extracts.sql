select
    source,
    entity,
    max(extract_date) as extract_date,
    max(cutoff_at) as cutoff_at,
    max_by(time_zone, extract_date) as time_zone
from {{ ref('int_entity_extracts') }}
group by source, entity
union all
-- Nobody enters uses of the CRM, so they are no entity of records.
select
    source,
    'usage_events' as entity,
    max(extract_date) as extract_date,
    max(cutoff_at) as cutoff_at,
    max_by(time_zone, extract_date) as time_zone
from {{ ref('int_extracts') }}
where (source, entity) in (select (source, delivered_in) from {{ ref('int_usage_events__delivered') }})
group by source
