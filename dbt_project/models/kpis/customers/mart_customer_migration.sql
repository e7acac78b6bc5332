{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook="{{ forget_customer_months('month_start') }}"
) }}

with months as (
    select * from {{ ref('fct_customer_months') }}
),

ends as (
    select * from {{ ref('kpi_customer_month_ends') }}
    where is_made_now
),

moves as (
    select
        months.company,
        months.month_start,
        before.customer_segment as previous_segment,
        months.customer_segment as next_segment,
        before.customer_status as previous_status,
        months.customer_status as next_status,
        months.window_sales_amount,
        months.currency
    from months
    inner join ends on months.company = ends.company and months.month_start = ends.month_start
    left join months as before
        on months.company = before.company and months.account_id = before.account_id
            and months.month_start = cast(before.month_start + interval 1 month as date)
)

select
    company,
    month_start,
    previous_segment,
    next_segment,
    previous_status,
    next_status,
    count(*) as customer_count,
    cast(sum(window_sales_amount) as decimal(28, 8)) as window_sales_amount,
    currency
from moves
group by company, month_start, previous_segment, next_segment, previous_status, next_status, currency
order by month_start
