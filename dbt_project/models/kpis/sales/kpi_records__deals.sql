{{ config(materialized='view') }}
{% set by_product = {'product': 'product_id', 'product_category': 'product_category'} %}

-- A win or loss counts on the day of the change to that stage; leaving won or lost takes it back on that day. Of a deal
-- that is not there, nothing counts. Where no deal names its account, nobody knows who is a customer.
-- Without exchange rates, amounts in another currency than the source's own are left out, never added.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
    where not is_deleted
),

closed as (
    select
        counted.source,
        counted.stage_change_id,
        counted.owner_id,
        counted.changed_date,
        counted.stage,
        counted.sign,
        opportunities.account_id,
        opportunities.product_id,
        products.category as product_category,
        case when opportunities.is_in_reporting_currency then counted.amount end as amount
    from {{ ref('int_opportunity_outcomes__counted') }} as counted
    inner join opportunities
        on counted.source = opportunities.source and counted.opportunity_id = opportunities.opportunity_id
    left join {{ ref('dim_product') }} as products
        on opportunities.company = products.company and opportunities.product_id = products.product_id
),

-- Where a source keeps no amount of lost deals, won amounts have nothing to be compared with.
valued_losses as (
    select distinct source
    from closed
    where stage = 'lost' and amount is not null
),

outcomes as (
    select
        closed.*,
        count(closed.account_id) over (partition by closed.source) > 0 as are_accounts_named,
        valued_losses.source is not null as is_comparable
    from closed
    left join valued_losses on closed.source = valued_losses.source
),

purchases as (
    select * from outcomes
    where stage = 'won' and sign != 0 and account_id is not null
),

opened as (
    select
        opportunities.*,
        products.category as product_category
    from opportunities
    left join {{ ref('dim_product') }} as products
        on opportunities.company = products.company and opportunities.product_id = products.product_id
    where opportunities.opened_at is not null
),

customers as (
    select
        source,
        opportunity_id,
        owner_id,
        began_date as date,
        1 as sign
    from {{ ref('kpi_customers') }}
    union all
    select
        source,
        opportunity_id,
        owner_id,
        ended_date,
        -1
    from {{ ref('kpi_customers') }}
    where ended_date is not null
)

{{ counted(
    from='outcomes', entity='opportunity_stage_changes', key='stage_change_id', person='owner_id', date='changed_date',
    of={
        'deals_closed': 'sign',
        'account_deals_closed': 'case when are_accounts_named then sign end',
        'deals_won': "case when stage = 'won' then sign end",
        'deals_lost': "case when stage = 'lost' then sign end",
        'won_amount': "case when stage = 'won' then amount end",
        'valued_deals_won': "case when stage = 'won' and amount is not null then sign end",
        'compared_won_amount': "case when stage = 'won' and is_comparable then amount end",
        'closed_amount': 'case when is_comparable then amount end',
        'selling_days': "case when stage = 'won' and amount is not null then 0 end",
    }, cuts=by_product,
) }}
union all
{{ counted(
    from='opened', entity='opportunities', key='opportunity_id', person='owner_person_id', date='opened_date',
    of={'deals_opened': '1', 'opened_deals_won': 'case when is_won then 1 end'}, cuts=by_product,
) }}
union all
{{ counted(
    from='purchases', entity='accounts', key='account_id', person='owner_id', date='changed_date',
    of={'deals_of_customers': 'sign', 'buying_customers': 'sign'}, cuts={'product': 'product_id'},
) }}
union all
{{ counted(from='customers', entity='opportunities', key='opportunity_id', person='owner_id', date='date', of={
    'new_customers': 'sign',
}) }}
union all
{{ counted(
    from='opened', entity='opportunities', key='opportunity_id', person='owner_person_id', date='closed_date', of={
        'sales_cycle_days': 'case when is_won and closed_at >= opened_at then '
        ~ days_between('opened_at', 'closed_at') ~ ' end',
    },
) }}
