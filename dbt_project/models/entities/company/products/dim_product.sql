with delivered as (
    {{ latest_members('products') }}
)

select
    delivered.company,
    delivered.source,
    delivered.record_id as product_id,
    delivered.name,
    delivered.category,
    delivered.list_price_amount,
    reporting.currency,
    delivered.is_deleted,
    delivered.deleted_date
from delivered
left join {{ ref('reporting_currencies') }} as reporting on delivered.source = reporting.source
where delivered.source = delivered.listed_by
