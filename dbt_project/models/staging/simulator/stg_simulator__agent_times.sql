select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    person_id,
    work_date,
    logged_in_seconds,
    handle_seconds,
    scheduled_seconds,
    adherent_seconds
from {{ source('simulator', 'agent_times') }}
