select
    delivered_in,
    extract_date,
    revision,
    concat_ws(' ', first_name, last_name) as record_id,
    concat_ws(' ', first_name, last_name) as name
from {{ source('zoho', 'users') }}
