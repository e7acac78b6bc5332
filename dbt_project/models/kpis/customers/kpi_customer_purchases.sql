-- What a customer gives back counts in the month in which it comes back, as in sales by orders.
with orders as (
    select * from {{ ref('fct_orders') }}
    where not is_deleted and account_id is not null and ordered_date is not null
),

movements as (
    select
        source,
        company,
        account_id,
        order_id,
        owner_person_id,
        ordered_date,
        ordered_date as date,
        cast(null as decimal(28, 8)) as amount
    from orders
    union all
    select
        orders.source,
        orders.company,
        orders.account_id,
        cast(null as varchar) as order_id,
        cast(null as varchar) as owner_person_id,
        cast(null as date) as ordered_date,
        orders.ordered_date as date,
        case when orders.currency is not null then lines.line_amount end as amount
    from orders
    inner join {{ ref('fct_order_lines') }} as lines
        on orders.source = lines.source and orders.order_id = lines.order_id and not lines.is_deleted
    union all
    select
        orders.source,
        orders.company,
        orders.account_id,
        cast(null as varchar) as order_id,
        cast(null as varchar) as owner_person_id,
        cast(null as date) as ordered_date,
        returns.returned_date as date,
        case when returns.currency is not null then -returns.return_amount end as amount
    from orders
    inner join {{ ref('fct_returns') }} as returns
        on orders.source = returns.source and orders.order_id = returns.order_id
    where returns.returned_date is not null
),

purchases as (
    select
        company,
        account_id,
        cast(date_trunc('month', date) as date) as month_start,
        max_by(source, (ordered_date, order_id, source)) filter (where order_id is not null) as source,
        max_by(owner_person_id, (ordered_date, order_id, source)) filter (where owner_person_id is not null)
            as owner_person_id,
        count(order_id) as order_count,
        count(distinct ordered_date) as order_day_count,
        min(ordered_date) as first_ordered_date,
        max(ordered_date) as last_ordered_date,
        cast(sum(amount) as decimal(28, 8)) as sales_amount
    from movements
    group by company, account_id, cast(date_trunc('month', date) as date)
)

select
    *,
    {{ row_hash([
        'account_id', 'source', 'owner_person_id', 'order_count', 'order_day_count', 'first_ordered_date',
        'last_ordered_date', 'sales_amount',
    ], 'purchases') }} as fingerprint
from purchases
