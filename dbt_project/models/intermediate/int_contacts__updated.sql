{{ config(materialized='incremental', unique_key=['source', 'record_id', 'updated_date']) }}

-- The first version counts too: who enters a contact has just seen it.
with delivered as (
    {{ delivered('contacts', ['updated_at']) }}
)

select
    delivered.source,
    delivered.record_id,
    {{ local_date('delivered.updated_at', 'updated') }} as updated_date,
    max(delivered.extract_date) as extract_date
from delivered
inner join {{ ref('int_extracts') }} as extracts
    on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
        and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
inner join {{ ref('int_records__attributed') }} as records
    on delivered.source = records.source and delivered.record_id = records.record_id
inner join {{ ref('int_zone_days') }} as updated_zone
    on records.time_zone = updated_zone.time_zone and cast(delivered.updated_at as date) = updated_zone.utc_date
where records.entity = 'contacts'
group by delivered.source, delivered.record_id, {{ local_date('delivered.updated_at', 'updated') }}
