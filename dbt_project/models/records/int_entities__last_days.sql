{{ config(materialized='view') }}

select
    last_extracts.source,
    last_extracts.entity,
    cut_off_zone.time_zone,
    {{ previous_day(local_date('last_extracts.cutoff_at', 'cut_off')) }} as last_date
from {{ ref('int_entities__last_extracts') }} as last_extracts
inner join {{ ref('int_zone_days') }} as cut_off_zone
    on cast(last_extracts.cutoff_at as date) = cut_off_zone.utc_date
