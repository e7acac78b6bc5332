{{ config(materialized='view') }}
{% set by_campaign = {'campaign': 'campaign_id', 'channel': 'channel'} %}

-- What lies ahead has not been spent. What winning customers costs is counted on the last day of a month, as they are:
-- what was spent in it, and who ordered for the first time, for the campaign that reached them first. Who sent a
-- customer is asked where a company says it of any.
with spent as (
    select
        spend.*,
        cast(date_trunc('month', spend.spent_date) as date) as month_start
    from {{ ref('fct_marketing_spend') }} as spend
    inner join {{ ref('int_companies__known_until') }} as known
        on spend.company = known.company and known.entity = 'marketing_spend' and spend.spent_date <= known.known_until
    where spend.is_in_reporting_currency
),

-- Months of which both the orders and what was spent are known; in the first one of orders everybody is new.
months as (
    select
        ends.company,
        ends.month_start,
        ends.month_end
    from (
        select
            *,
            min(month_start) over (partition by company) as first_known_month_start
        from {{ ref('kpi_customer_month_ends') }}
        where month_end is not null
    ) as ends
    inner join (
        select
            company,
            min(month_start) as first_month_start,
            max(month_start) as last_month_start
        from spent
        group by company
    ) as spans on ends.company = spans.company
    where ends.month_start > ends.first_known_month_start
        and ends.month_start between spans.first_month_start and spans.last_month_start
),

spent_to_acquire as (
    select
        spent.*,
        months.month_end
    from spent
    inner join months on spent.company = months.company and spent.month_start = months.month_start
    where spent.purpose = 'acquisition'
),

acquired as (
    select
        credits.*,
        months.month_end
    from {{ ref('fct_order_credits') }} as credits
    inner join months
        on credits.company = months.company and credits.ordered_date between months.month_start and months.month_end
    where credits.is_first_order and credits.attribution_model = 'first_touch'
),

referring as (
    select distinct company
    from {{ ref('dim_account') }}
    where referrer_account_id is not null
),

new_customers as (
    select
        customers.*,
        accounts.referrer_account_id
    from {{ ref('fct_customer_months') }} as customers
    inner join referring on customers.company = referring.company
    left join {{ ref('dim_account') }} as accounts
        on customers.company = accounts.company and customers.account_id = accounts.account_id
    where customers.customer_status = 'new'
)

{{ counted(from='spent', entity='marketing_spend', key='spend_id', date='spent_date', of={
    'marketing_spent': 'spend_amount',
}, cuts=by_campaign) }}
union all
{{ counted(from='spent_to_acquire', entity='marketing_spend', key='spend_id', date='month_end', of={
    'acquisition_spent': 'spend_amount',
}, cuts=by_campaign) }}
union all
{{ counted(from='acquired', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'customers_acquired': '1',
}, cuts=by_campaign) }}
union all
{{ counted(from='new_customers', entity='accounts', key='account_id', person='owner_person_id', date='month_end', of={
    'new_customers_asked': '1',
    'new_customers_referred': 'case when referrer_account_id is not null then 1 end',
}) }}
