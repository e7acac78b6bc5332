-- Each meeting was created at the second at which it starts: one time, which does not say how long the entry took.
select
    delivered_in,
    extract_date,
    revision,
    event_id as record_id,
    event_owner as owner_id,
    start_datetime as event_at,
    'visit' as activity_type,
    account_id,
    contact_id
from {{ source('zoho', 'events') }}
