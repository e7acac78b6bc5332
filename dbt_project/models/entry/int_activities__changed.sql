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
        on versions.source = extracts.source and versions.delivered_in = extracts.delivered_in
            and versions.extract_date = extracts.extract_date
    inner join {{ ref('int_records__placed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where extracts.entity = 'activities' and records.entity = 'activities' and not versions.is_first_version
),

dated as (
    {{ with_local_time(
        'changes', 'changed_at', into='local_changed_at', person='owner_id', known_by='extract_date',
        listed_by='extract_date'
    ) }}
)

select
    source,
    record_id,
    extract_date,
    cast(local_changed_at as date) as changed_date
from dated
