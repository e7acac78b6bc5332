select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    person_id,
    work_date,
    hours
from {{ source('simulator', 'work_hours') }}
