select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    campaign_id,
    channel,
    purpose,
    spent_on,
    amount
from {{ source('simulator', 'marketing_spend') }}
