-- Of companies that say what they spend on customers, from the first such month on, once orders are known to its end.
-- What a customer brought is known where it is known of every order of the month what it and its goods cost.
with months as (
    select
        ends.company,
        ends.month_start,
        ends.month_end,
        systems.source
    from {{ ref('kpi_customer_month_ends') }} as ends
    inner join {{ ref('int_sources__declared') }} as systems on ends.company = systems.company and systems.place = 1
    where ends.month_end is not null
),

expenses as (
    select * from {{ ref('fct_expenses') }}
    where not is_deleted and account_id is not null and spent_date is not null
),

telling as (
    select distinct systems.company
    from (
        select source from {{ ref('int_extracts') }}
        where {{ is_extract_of('returns') }}
    ) as of_returns
    inner join {{ ref('int_sources__declared') }} as systems on of_returns.source = systems.source
),

movements as (
    select
        company,
        account_id,
        ordered_date as date,
        1 as order_count,
        case when currency is not null then order_amount end as sales_amount,
        cast(0 as decimal(28, 8)) as returned_amount,
        cost_amount as goods_amount,
        cast(0 as decimal(28, 8)) as service_amount
    from {{ ref('fct_orders') }}
    where not is_deleted and account_id is not null
        and company in (select expenses.company from expenses)
    union all
    select
        orders.company,
        orders.account_id,
        returns.returned_date as date,
        0 as order_count,
        0 as sales_amount,
        case when returns.currency is not null then returns.return_amount end as returned_amount,
        0 as goods_amount,
        0 as service_amount
    from {{ ref('fct_returns') }} as returns
    inner join {{ ref('fct_orders') }} as orders
        on returns.source = orders.source and returns.order_id = orders.order_id
    where not orders.is_deleted and orders.account_id is not null
        and orders.company in (select expenses.company from expenses)
    union all
    select
        company,
        account_id,
        spent_date as date,
        0 as order_count,
        0 as sales_amount,
        0 as returned_amount,
        0 as goods_amount,
        case when is_in_reporting_currency then expense_amount end as service_amount
    from expenses
),

beginnings as (
    select
        company,
        cast(date_trunc('month', min(spent_date)) as date) as first_month_start
    from expenses
    group by company
),

summed as (
    select
        months.source,
        months.company,
        movements.account_id,
        months.month_start,
        months.month_end,
        sum(movements.order_count) as order_count,
        {% for amount in ['sales', 'returned', 'goods', 'service'] %}
        case
            when count(movements.{{ amount }}_amount) = count(*) then sum(movements.{{ amount }}_amount)
        end as {{ amount }}_amount{% if not loop.last %},{% endif %}

        {% endfor %}
    from movements
    inner join beginnings on movements.company = beginnings.company
    inner join months
        on movements.company = months.company and movements.date between months.month_start and months.month_end
            and beginnings.first_month_start <= months.month_start
    group by months.source, months.company, movements.account_id, months.month_start, months.month_end
)

select
    summed.source,
    summed.company,
    summed.account_id,
    accounts.owner_person_id,
    summed.month_start,
    summed.month_end,
    cast(summed.order_count as bigint) as order_count,
    cast(summed.sales_amount as decimal(28, 8)) as sales_amount,
    cast(case when telling.company is not null then summed.returned_amount end as decimal(28, 8)) as returned_amount,
    cast(summed.goods_amount as decimal(28, 8)) as goods_amount,
    cast(summed.service_amount as decimal(28, 8)) as service_amount,
    cast(
        summed.sales_amount - summed.returned_amount - summed.goods_amount - summed.service_amount as decimal(28, 8)
    ) as profit_amount,
    reporting.currency
from summed
left join {{ ref('dim_account') }} as accounts
    on summed.company = accounts.company and summed.account_id = accounts.account_id
left join telling on summed.company = telling.company
left join {{ ref('int_companies__reporting') }} as reporting on summed.company = reporting.company
