{{ config(materialized='view') }}

-- A win or loss counts on the day of the change to that stage; leaving won or lost takes it back on that day.
-- Without exchange rates, amounts in another currency than the source's own are left out, never added.
with opportunities as (
    select * from {{ ref('fct_opportunities') }}
),

changes as (
    select
        changes.source,
        changes.stage_change_id,
        changes.owner_id,
        changes.changed_date,
        changes.from_stage,
        changes.to_stage,
        opportunities.account_id,
        opportunities.product_id,
        products.category as product_category,
        case
            when opportunities.is_in_reporting_currency and not opportunities.is_deleted then changes.amount
        end as amount
    from {{ ref('fct_opportunity_stage_changes') }} as changes
    left join opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    left join {{ ref('dim_product') }} as products
        on opportunities.company = products.company and opportunities.product_id = products.product_id
    where not changes.is_deleted
),

closed as (
    select *, to_stage as stage, 1 as sign
    from changes
    where to_stage in ('won', 'lost')
    union all
    select *, from_stage as stage, -1 as sign
    from changes
    where from_stage in ('won', 'lost')
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
        valued_losses.source is not null as is_comparable
    from closed
    left join valued_losses on closed.source = valued_losses.source
),

purchases as (
    select * from outcomes
    where stage = 'won' and account_id is not null
),

cycles as (
    select
        *,
        {{ seconds_between('opened_at', 'closed_at') }} / 86400.0 as cycle_days
    from opportunities
    where is_won and not is_deleted
),

first_wins as (
    select * from {{ ref('kpi_first_wins') }}
)

{{ counted(
    from='outcomes', entity='opportunity_stage_changes', key='stage_change_id', person='owner_id', date='changed_date',
    of={
        'deals_closed': 'sign',
        'deals_won': "case when stage = 'won' then sign end",
        'deals_lost': "case when stage = 'lost' then sign end",
        'won_amount': "case when stage = 'won' then sign * amount end",
        'compared_won_amount': "case when stage = 'won' and is_comparable then sign * amount end",
        'closed_amount': 'case when is_comparable then sign * amount end',
    },
    cuts={'product': 'product_id', 'product_category': 'product_category'},
) }}
union all
{{ counted(from='purchases', entity='accounts', key='account_id', person='owner_id', date='changed_date', of={
    'deals_of_customers': 'sign',
    'buying_customers': 'sign',
}, cuts={'product': 'product_id'}) }}
union all
{{ counted(from='first_wins', entity='opportunities', key='opportunity_id', person='owner_id', date='changed_date', of={
    'new_customers': '1',
}) }}
union all
{{ counted(from='cycles', entity='opportunities', key='opportunity_id', person='owner_id', date='closed_date', of={
    'sales_cycle_days': 'cycle_days',
}) }}
