select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    subject_type,
    subject_id,
    first_date,
    last_date,
    is_working_day,
    reason
from {{ source('simulator', 'schedule_exceptions') }}
