{{ config(materialized='view') }}

-- Orders since campaigns or spending were first known. A campaign reaches a customer once, on the day it begins. Of
-- campaigns of whose members no account is known, nobody can tell what they have sold.
with touches as (
    select distinct
        members.company,
        members.account_id,
        members.campaign_id,
        members.began_date,
        campaigns.channel
    from {{ ref('fct_campaign_members') }} as members
    inner join {{ ref('dim_campaign') }} as campaigns
        on members.company = campaigns.company and members.campaign_id = campaigns.campaign_id
            and not campaigns.is_deleted
    where members.is_reached and members.account_id is not null
),

spending as (
    select
        company,
        began_date as date
    from {{ ref('dim_campaign') }}
    where not is_deleted and company in (select company from touches)
    union all
    select
        company,
        spent_date as date
    from {{ ref('fct_marketing_spend') }}
),

beginnings as (
    select
        company,
        cast(date_trunc('month', min(date)) as date) as first_date
    from spending
    group by company
),

ordered as (
    select
        *,
        account_id is not null and row_number() over (
            partition by company, account_id order by ordered_date asc, ordered_at asc, source asc, order_id asc
        ) = 1 as is_first_order
    from {{ ref('fct_orders') }}
    where not is_deleted and ordered_date is not null
),

orders as (
    select
        ordered.*,
        case when ordered.currency is not null then ordered.order_amount end as sales_amount,
        case when ordered.currency is not null then ordered.order_amount - ordered.cost_amount end as margin_amount
    from ordered
    inner join beginnings on ordered.company = beginnings.company and ordered.ordered_date >= beginnings.first_date
),

ruled as (
    {{ with_policy(
        'orders', 'customer_policies', named=['company'], day='ordered_date', keys=['source', 'order_id'],
        columns=['attribution_days']
    ) }}
)

-- An order that no campaign has touched is touched by none, as if that were one.
select
    ruled.source,
    ruled.company,
    ruled.order_id,
    ruled.account_id,
    ruled.owner_person_id,
    ruled.ordered_date,
    ruled.is_first_order,
    ruled.sales_amount,
    ruled.margin_amount,
    ruled.currency,
    touches.campaign_id,
    touches.channel,
    touches.began_date,
    row_number() over (
        partition by ruled.source, ruled.order_id order by touches.began_date asc, touches.campaign_id asc
    ) as touch_number,
    count(*) over (partition by ruled.source, ruled.order_id) as touch_count
from ruled
left join touches
    on ruled.company = touches.company and ruled.account_id = touches.account_id
        and ruled.ordered_date >= touches.began_date
        -- With each table on a side of its own: else each order is compared with each touch.
        and ruled.ordered_date - ruled.attribution_days * interval 1 day <= touches.began_date
