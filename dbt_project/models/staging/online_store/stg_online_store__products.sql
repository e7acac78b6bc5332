select
    delivered_in,
    extract_date,
    revision,
    product_id as record_id,
    product_name as name
from {{ source('online_store', 'products') }}
