-- A record deleted since was no use to anybody. Work counts on the day on which it was done, in the assistant's zone.
with assistants as (
    select distinct source, assistant_id
    from {{ ref('int_delegations__listed') }}
    where assistant_id is not null
),

entries as (
    select
        records.source,
        records.entity,
        records.record_id,
        records.owner_id,
        assistants.assistant_id,
        records.recorded_at,
        records.extract_date,
        records.time_zone as source_time_zone
    from {{ ref('int_records__attributed') }} as records
    inner join assistants on records.source = assistants.source and records.entered_by_id = assistants.assistant_id
    where records.recorded_at is not null
        and not exists (
            select 1 from {{ ref('int_records__deleted') }} as deleted
            where deleted.source = records.source and deleted.entity = records.entity
                and deleted.record_id = records.record_id
        )
),

dated as (
    {{ with_local_time('entries', 'recorded_at', into='local_recorded_at', person='assistant_id') }}
)

select
    source,
    entity,
    record_id,
    assistant_id,
    case when owner_id != assistant_id then owner_id end as served_id,
    cast(local_recorded_at as date) as date,
    extract_date
from dated
