select
    delivered_in,
    extract_date,
    revision,
    product_id as record_id,
    product_name as name,
    product_category as category
from {{ source('zoho', 'products') }}
