select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    scope,
    entity,
    record_id as waived_record_id,
    person_id,
    day,
    rule_id,
    reason,
    requested_by_id,
    approved_by_id,
    approved_at,
    expires_on
from {{ source('simulator', 'waivers') }}
