{{ config(materialized='view') }}
{% set by_category = {'product_category': 'product_category'} %}

-- Whether customers end relations, and why, is asked of companies that say it of any. An end holds until they order
-- again.
with telling as (
    select
        company,
        count(end_reason) > 0 as are_reasons_told
    from {{ ref('dim_account') }}
    where relation_ended_date is not null
    group by company
),

months as (
    select
        months.*,
        lag(months.last_ordered_date) over (
            partition by months.company, months.account_id order by months.month_start
        ) as previous_ordered_date,
        accounts.relation_ended_date,
        coalesce(accounts.end_reason, 'ended') as end_reason,
        telling.are_reasons_told
    from {{ ref('fct_customer_months') }} as months
    inner join telling on months.company = telling.company
    left join {{ ref('dim_account') }} as accounts
        on months.company = accounts.company and months.account_id = accounts.account_id
),

-- Whoever has told that they left is no inactive customer, and none at the start of a later month.
relations as (
    select
        *,
        case
            when relation_ended_date between month_start and month_end and last_ordered_date <= relation_ended_date
                then end_reason
            when not is_current then 'inactive'
        end as churn_reason
    from months
    where was_current
        and not coalesce(relation_ended_date < month_start and previous_ordered_date <= relation_ended_date, false)
),

churned as (
    select * from relations
    where churn_reason is not null
),

-- A total has its classes in it: what it has beyond them is of no class.
volumes as (
    select
        volumes.*,
        accounts.owner_person_id,
        sum(case when volumes.product_category is not null then volumes.volume_amount else 0 end) over period
            as volume_of_classes,
        sum(case when volumes.product_category is not null then volumes.own_sales_amount else 0 end) over period
            as own_sales_of_classes
    from {{ ref('fct_market_volumes') }} as volumes
    left join {{ ref('dim_account') }} as accounts
        on volumes.company = accounts.company and volumes.account_id = accounts.account_id
    where volumes.is_in_reporting_currency and volumes.own_sales_amount is not null
        and volumes.volume_amount is not null
    window period as (partition by volumes.company, volumes.account_id, volumes.first_date, volumes.last_date)
),

parted as (
    select
        *,
        volume_amount - case when product_category is null then volume_of_classes else 0 end as volume,
        own_sales_amount - case when product_category is null then own_sales_of_classes else 0 end as own_sales
    from volumes
),

of_customers as (
    select * from parted
    where account_id is not null
),

of_markets as (
    select * from parted
    where account_id is null
),

profits as (
    select * from {{ ref('fct_customer_profits') }}
    where profit_amount is not null
)

{{ counted(from='relations', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'relations_at_start': '1',
    'relations_churned': 'case when churn_reason is not null then 1 end',
    'relations_ended': "case when churn_reason = 'ended' then 1 end",
    'relations_of_told_reasons': 'case when are_reasons_told then 1 end',
    'relations_lost_to_competitors': "case when churn_reason = 'competitor' then 1 end",
}) }}
union all
{{ counted(from='churned', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'churned_customers': '1',
}, cuts={'churn_reason': 'churn_reason'}) }}
union all
{{ counted(
    from='of_markets', entity='market_volumes', key='market_volume_id', date='last_date',
    of={'market_sales': 'volume', 'own_sales_in_market': 'own_sales'}, cuts=by_category,
) }}
union all
{{ counted(
    from='of_customers', entity='market_volumes', key='market_volume_id', person='owner_person_id', date='last_date',
    of={'customer_purchases': 'volume', 'own_sales_to_customers': 'own_sales'}, cuts=by_category,
) }}
union all
{{ counted(from='profits', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'customers_of_known_profit': '1',
    'customer_profits': 'profit_amount',
    'profitable_customers': 'case when profit_amount > 0 then 1 end',
}) }}
