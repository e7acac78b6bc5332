-- What was sold is compared where a company's orders are known from before the period until after it.
with delivered as (
    {{ still_delivered(ref('int_market_volumes__delivered')) }}
),

volumes as (
    select
        delivered.*,
        coalesce(delivered.currency, reporting.currency) as known_currency,
        coalesce(delivered.currency, reporting.currency) = reporting.currency as is_in_reporting_currency
    from delivered
    left join {{ ref('reporting_currencies') }} as reporting on delivered.source = reporting.source
    -- Of several that say the same of one the latest counts.
    qualify row_number() over (
            partition by
                delivered.company, delivered.account_id, delivered.product_category, delivered.first_date,
                delivered.last_date
            order by delivered.extract_date desc, delivered.source asc, delivered.record_id desc
        ) = 1
),

known as (
    select * from {{ ref('int_companies__known_until') }}
    where entity = 'orders'
),

sales as (
    select
        orders.company,
        orders.account_id,
        orders.ordered_date,
        products.category as product_category,
        sum(lines.line_amount) as sales_amount
    from {{ ref('fct_orders') }} as orders
    inner join {{ ref('fct_order_lines') }} as lines
        on orders.source = lines.source and orders.order_id = lines.order_id and not lines.is_deleted
    left join {{ ref('dim_product') }} as products
        on orders.company = products.company and lines.product_id = products.product_id
    where not orders.is_deleted and orders.currency is not null
        and orders.company in (select volumes.company from volumes)
    group by orders.company, orders.account_id, orders.ordered_date, products.category
),

spans as (
    select
        sales.company,
        min(sales.ordered_date) as first_date,
        max(known.known_until) as known_until
    from sales
    inner join known on sales.company = known.company
    group by sales.company
),

-- Of a customer or of all, of a class of products or of all: what is asked of all has no key.
levels as (
    select
        company,
        account_id,
        product_category,
        ordered_date,
        sum(sales_amount) as sales_amount
    from (
        select
            sales.company,
            case when asked.of_account then sales.account_id end as account_id,
            case when asked.of_class then sales.product_category end as product_category,
            sales.ordered_date,
            sales.sales_amount
        from sales
        cross join (values (false, false), (false, true), (true, false), (true, true)) as asked (of_account, of_class)
        where (not asked.of_account or sales.account_id is not null)
            and (not asked.of_class or sales.product_category is not null)
    ) as sales_asked
    group by company, account_id, product_category, ordered_date
),

sold as (
    select
        volumes.source,
        volumes.record_id,
        sum(levels.sales_amount) as sales_amount
    from volumes
    inner join levels
        on volumes.company = levels.company
            and volumes.account_id is not distinct from levels.account_id
            and volumes.product_category is not distinct from levels.product_category
            and levels.ordered_date between volumes.first_date and volumes.last_date
    group by volumes.source, volumes.record_id
)

select
    volumes.source,
    volumes.company,
    volumes.record_id as market_volume_id,
    volumes.account_id,
    volumes.product_category,
    volumes.first_date,
    volumes.last_date,
    volumes.amount as volume_amount,
    case
        when spans.first_date <= volumes.first_date and volumes.last_date < spans.known_until
            and volumes.first_date <= volumes.last_date
            then cast(coalesce(sold.sales_amount, 0) as decimal(28, 8))
    end as own_sales_amount,
    volumes.known_currency as currency,
    volumes.is_in_reporting_currency
from volumes
left join spans on volumes.company = spans.company
left join sold on volumes.source = sold.source and volumes.record_id = sold.record_id
