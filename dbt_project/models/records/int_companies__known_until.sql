{{ config(materialized='view') }}

select
    systems.company,
    extracts.entity,
    min(extracts.extract_date) as known_until,
    min(extracts.cutoff_at) as cutoff_at
from {{ ref('int_entities__last_extracts') }} as extracts
inner join {{ ref('int_sources__declared') }} as systems on extracts.source = systems.source
group by systems.company, extracts.entity
