-- Who enters a contact has just seen it, so its first version is an update too, of the time of entry where no other was
-- delivered.
with changes as (
    select
        versions.source,
        versions.record_id,
        records.time_zone,
        coalesce(
            versions.updated_at, case when versions.is_first_version then records.entered_at end
        ) as updated_at
    from {{ ref('int_contacts__versioned') }} as versions
    inner join {{ ref('int_records__attributed') }} as records
        on versions.source = records.source and versions.record_id = records.record_id
    where records.entity = 'contacts' and not versions.is_deleted
),

dated as (
    {{ with_local_time('changes', 'updated_at', into='local_updated_at') }}
)

select distinct
    source,
    record_id,
    cast(local_updated_at as date) as updated_date
from dated
where local_updated_at is not null
