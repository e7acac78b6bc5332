with delivered as (
    {{ latest_members('products') }}
)

select
    company,
    listed_by as source,
    record_id as product_id,
    name,
    category,
    list_price_amount,
    is_deleted,
    deleted_date
from delivered
where source = listed_by
