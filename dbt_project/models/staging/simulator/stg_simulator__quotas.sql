select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    subject_type,
    person_id,
    product_category,
    first_date,
    last_date,
    amount,
    version
from {{ source('simulator', 'quotas') }}
