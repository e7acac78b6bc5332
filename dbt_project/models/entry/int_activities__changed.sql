{{ config(materialized='view') }}

-- On which day an activity became what a later version says, in the days of its owner.
with changes as (
    select
        versions.source,
        versions.record_id,
        versions.extract_date,
        records.owner_id,
        extracts.time_zone as source_time_zone,
        {{ changed_between('versions.updated_at', 'extracts', unknown='previous_cutoff_at') }} as changed_at
    from {{ ref('int_activities__versioned') }} as versions
    inner join {{ ref('int_entity_extracts') }} as extracts
        on versions.source = extracts.source and versions.extract_date = extracts.extract_date
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where extracts.entity = 'activities' and records.entity = 'activities' and not versions.is_first_version
),

located as (
    select
        *,
        cast(changed_at as date) as utc_date,
        least(cast(changed_at as date), extract_date) as known_utc_date
    from changes
)

select
    located.source,
    located.record_id,
    located.extract_date,
    {{ local_date('located.changed_at', 'owner') }} as changed_date
from located
{{ join_person_clock('located', 'owner_id', 'owner', 'extract_date') }}
