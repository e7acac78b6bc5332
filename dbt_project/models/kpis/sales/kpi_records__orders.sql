{{ config(materialized='view') }}
{% set by_product = {'product': 'product_id', 'product_category': 'product_category'} %}

-- An order counts once, on its day, for its owner, however many lines it has; lines count by product. Without a row of
-- its source in reporting_currencies.csv an amount is in no currency, and left out. What comes back counts on the day
-- of its return, not on that of its order; what is left of sales is told by sources that deliver returns.
with telling as (
    select distinct source from {{ ref('int_extracts') }}
    where {{ is_extract_of('returns') }}
),

orders as (
    select
        *,
        case when currency is not null then order_amount end as amount
    from {{ ref('fct_orders') }}
    where not is_deleted
),

lines as (
    select
        orders.source,
        orders.owner_person_id,
        orders.ordered_date,
        lines.order_line_id,
        lines.product_id,
        products.category as product_category,
        lines.is_recommended,
        lines.is_planned,
        telling.source is not null as are_returns_told,
        case when orders.currency is not null then lines.line_amount end as amount,
        case when orders.currency is not null and lines.line_amount is not null then lines.cost_amount end as cost
    from orders
    inner join {{ ref('fct_order_lines') }} as lines
        on orders.source = lines.source and orders.order_id = lines.order_id and not lines.is_deleted
    left join {{ ref('dim_product') }} as products
        on orders.company = products.company and lines.product_id = products.product_id
    left join telling on orders.source = telling.source
),

returns as (
    select
        returns.*,
        products.category as product_category,
        case when returns.currency is not null then returns.return_amount end as amount
    from {{ ref('fct_returns') }} as returns
    inner join orders on returns.source = orders.source and returns.order_id = orders.order_id
    left join {{ ref('dim_product') }} as products
        on returns.company = products.company and returns.product_id = products.product_id
),

purchases as (
    select * from orders
    where account_id is not null
)

{{ counted(from='orders', entity='orders', key='order_id', person='owner_person_id', date='ordered_date', of={
    'orders_placed': '1',
    'orders_with_amount': 'case when amount is not null then 1 end',
    'amount_of_orders': 'amount',
    'orders_with_items': 'case when item_count is not null then 1 end',
    'items_of_orders': 'item_count',
}) }}
union all
{{ counted(from='lines', entity='order_lines', key='order_line_id', person='owner_person_id', date='ordered_date', of={
    'order_lines_sold': '1',
    'ordered_amount': 'amount',
    'sales_movements': 'case when are_returns_told then 1 end',
    'net_ordered_amount': 'case when are_returns_told then amount end',
    'flagged_amount': 'case when is_recommended is not null then amount end',
    'recommended_amount': 'case when is_recommended then amount end',
    'flagged_plan_amount': 'case when is_planned is not null then amount end',
    'unplanned_amount': 'case when not is_planned then amount end',
    'costed_amount': 'case when cost is not null then amount end',
    'line_costs': 'cost',
    'margin_amount': 'amount - cost',
}, cuts=by_product) }}
union all
{{ counted(from='returns', entity='returns', key='return_id', person='owner_person_id', date='returned_date', of={
    'order_returns': '1',
    'returned_amount': 'amount',
    'sales_movements': '1',
    'net_ordered_amount': '-amount',
}, cuts=by_product) }}
union all
{{ counted(from='purchases', entity='accounts', key='account_id', person='owner_person_id', date='ordered_date', of={
    'orders_of_customers': '1',
    'ordering_customers': '1',
}) }}
