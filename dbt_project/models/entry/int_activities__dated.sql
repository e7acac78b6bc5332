-- When something happened is what was first delivered; a version is valid from the local day on which it was made.
select
    versions.source,
    versions.company,
    versions.record_id,
    versions.extract_date,
    versions.owner_id,
    versions.account_id,
    versions.follow_up_on,
    versions.owner_date as happened_date,
    records.dated_at,
    begun.changed_date as begun_date,
    ended.changed_date as ended_date
from {{ ref('int_activities__versioned') }} as versions
inner join {{ ref('int_records__placed') }} as records
    on versions.source = records.source and versions.record_id = records.record_id and records.entity = 'activities'
left join {{ ref('int_activities__changed') }} as begun
    on versions.source = begun.source and versions.record_id = begun.record_id
        and versions.extract_date = begun.extract_date
left join {{ ref('int_activities__changed') }} as ended
    on versions.source = ended.source and versions.record_id = ended.record_id
        and versions.next_version_date = ended.extract_date
where not versions.is_deleted and versions.account_id is not null
    and versions.activity_type is distinct from 'nothing_to_report'
