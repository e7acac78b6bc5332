-- A deal has the id of its lead.
select
    delivered_in,
    extract_date,
    revision,
    lead_id as record_id,
    lead_owner as owner_id,
    created_time as event_at,
    lead_source,
    lead_status as status,
    case when converted = 'Yes' then lead_id end as opportunity_id
from {{ source('zoho', 'leads') }}
