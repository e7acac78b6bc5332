{{ config(materialized='view') }}

-- Since when and until when an activity was what a version says, in the days of whoever answers for it. What was first
-- told of it held from the beginning.
with versions as (
    select * from {{ ref('int_activities__versioned') }}
),

changes as (
    select
        versions.source,
        versions.record_id,
        versions.extract_date,
        records.time_zone,
        {{ changed_between('versions.updated_at', 'extracts', unknown='previous_cutoff_at') }} as changed_at
    from versions
    inner join {{ ref('int_entity_extracts') }} as extracts
        on versions.source = extracts.source and versions.extract_date = extracts.extract_date
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where extracts.entity = 'activities' and records.entity = 'activities' and not versions.is_first_version
),

changed_days as (
    select
        changes.source,
        changes.record_id,
        changes.extract_date,
        {{ local_date('changes.changed_at', 'changed') }} as date
    from changes
    inner join {{ ref('int_zone_days') }} as changed_zone
        on changes.time_zone = changed_zone.time_zone and cast(changes.changed_at as date) = changed_zone.utc_date
)

select
    versions.source,
    versions.record_id,
    versions.extract_date,
    versions.owner_id,
    versions.account_id,
    versions.event_at,
    versions.owner_date as happened_date,
    versions.follow_up_on,
    coalesce(begun.date, date '0001-01-01') as begun_date,
    coalesce(ended.date, date '9999-12-31') as ended_date
from versions
left join changed_days as begun
    on versions.source = begun.source and versions.record_id = begun.record_id
        and versions.extract_date = begun.extract_date
left join changed_days as ended
    on versions.source = ended.source and versions.record_id = ended.record_id
        and versions.next_version_date = ended.extract_date
where not versions.is_deleted
