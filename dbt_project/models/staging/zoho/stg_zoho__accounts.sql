select
    delivered_in,
    extract_date,
    revision,
    account_id as record_id,
    account_owner as owner_id,
    industry
from {{ source('zoho', 'accounts') }}
