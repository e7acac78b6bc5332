{{ config(materialized='view') }}

-- On which day an activity became what a later version says, in the days of whoever answers for it.
with changes as (
    select
        versions.source,
        versions.record_id,
        versions.extract_date,
        records.time_zone,
        {{ changed_between('versions.updated_at', 'extracts', unknown='previous_cutoff_at') }} as changed_at
    from {{ ref('int_activities__versioned') }} as versions
    inner join {{ ref('int_entity_extracts') }} as extracts
        on versions.source = extracts.source and versions.extract_date = extracts.extract_date
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where extracts.entity = 'activities' and records.entity = 'activities' and not versions.is_first_version
)

select
    changes.source,
    changes.record_id,
    changes.extract_date,
    {{ local_date('changes.changed_at', 'changed') }} as changed_date
from changes
inner join {{ ref('int_zone_days') }} as changed_zone
    on changes.time_zone = changed_zone.time_zone and cast(changes.changed_at as date) = changed_zone.utc_date
