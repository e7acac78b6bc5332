{{ config(materialized='view') }}

with cut_offs as (
    select
        last_extracts.source,
        last_extracts.entity,
        last_extracts.cutoff_at,
        zones.time_zone
    from {{ ref('int_entities__last_extracts') }} as last_extracts
    cross join {{ ref('int_time_zones') }} as zones
),

dated as (
    {{ with_local_time('cut_offs', 'cutoff_at', into='local_cutoff_at') }}
)

select
    source,
    entity,
    time_zone,
    cast(cast(local_cutoff_at as date) - interval 1 day as date) as last_date
from dated
where local_cutoff_at is not null
