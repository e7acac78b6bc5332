{{ config(materialized='view') }}
{% set days = seconds_between('windows.first_date', 'windows.last_date') %}

-- What members buy while a campaign goes on that reached them is asked from the first such campaign on. A campaign is
-- compared with as many days before it, once it is over, for whoever was a member as it began.
with memberships as (
    select
        *,
        coalesce(counts_until_date, date '9999-12-31') as until_date
    from {{ ref('fct_memberships') }}
),

windows as (
    select distinct
        campaigns.source,
        campaigns.company,
        campaigns.campaign_id,
        campaigns.channel,
        campaigns.owner_person_id,
        members.account_id,
        members.began_date as first_date,
        greatest(coalesce(campaigns.ends_on, members.began_date), members.began_date) as last_date,
        min(members.began_date) over (partition by members.company) as first_campaign_date
    from {{ ref('fct_campaign_members') }} as members
    inner join {{ ref('dim_campaign') }} as campaigns
        on members.company = campaigns.company and members.campaign_id = campaigns.campaign_id
    where not campaigns.is_deleted and members.is_reached and members.account_id is not null
        and members.began_date is not null
),

orders as (
    select
        orders.*,
        firsts.first_campaign_date,
        members.membership_id is not null as is_of_member
    from {{ ref('fct_orders') }} as orders
    inner join (select distinct company, first_campaign_date from windows) as firsts
        on orders.company = firsts.company
    left join memberships as members
        on orders.company = members.company and orders.account_id = members.account_id
            and orders.ordered_date >= members.counts_from_date and orders.ordered_date < members.until_date
    where not orders.is_deleted and orders.order_amount is not null and orders.currency is not null
),

in_campaigns as (
    select distinct
        orders.source,
        orders.order_id
    from orders
    inner join windows
        on orders.company = windows.company and orders.account_id = windows.account_id
            and orders.ordered_date between windows.first_date and windows.last_date
),

member_sales as (
    select
        orders.*,
        in_campaigns.order_id is not null as is_in_campaign
    from orders
    left join in_campaigns on orders.source = in_campaigns.source and orders.order_id = in_campaigns.order_id
    where orders.is_of_member and orders.ordered_date >= orders.first_campaign_date
),

known as (
    select
        orders.company,
        min(orders.ordered_date) as known_from,
        max(extracts.known_until) as known_until
    from orders
    inner join {{ ref('int_companies__known_until') }} as extracts
        on orders.company = extracts.company and extracts.entity = 'orders'
    group by orders.company
),

compared_days as (
    select
        windows.*,
        known.known_from,
        cast(windows.first_date - (1 + {{ days }} / 86400) * interval 1 day as date) as baseline_date
    from windows
    inner join memberships as members
        on windows.company = members.company and windows.account_id = members.account_id
            and windows.first_date >= members.counts_from_date and windows.first_date < members.until_date
    inner join known on windows.company = known.company and windows.last_date < known.known_until
),

compared as (
    select
        days.source,
        days.campaign_id,
        days.channel,
        days.owner_person_id,
        days.first_date,
        coalesce(sum(case when orders.ordered_date < days.first_date then orders.order_amount end), 0)
            as baseline_amount,
        coalesce(sum(case when orders.ordered_date >= days.first_date then orders.order_amount end), 0)
            as campaign_amount
    from compared_days as days
    left join orders
        on days.company = orders.company and days.account_id = orders.account_id
            and orders.ordered_date between days.baseline_date and days.last_date
    where days.baseline_date >= days.known_from
    group by days.source, days.campaign_id, days.channel, days.owner_person_id, days.first_date
)

{{ counted(
    from='member_sales', entity='orders', key='order_id', person='owner_person_id', date='ordered_date', of={
        'sales_to_members_reached': 'order_amount',
        'sales_to_members_in_campaigns': 'case when is_in_campaign then order_amount end',
    },
) }}
union all
{{ counted(
    from='compared', entity='campaigns', key='campaign_id', person='owner_person_id', date='first_date',
    of={'baseline_member_sales': 'baseline_amount', 'gained_member_sales': 'campaign_amount - baseline_amount'},
    cuts={'campaign': 'campaign_id', 'channel': 'channel'},
) }}
