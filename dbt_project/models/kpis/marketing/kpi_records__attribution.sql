{{ config(materialized='view') }}
{% set by_campaign = {'campaign': 'campaign_id', 'channel': 'channel'} %}
{% set models = ['first_touch', 'last_touch', 'linear', 'position_based'] %}
-- Sales count on the day of the order. What campaigns return counts on the day on which they began; it is asked of
-- those of which cost and margins are known, where orders are known of all days on which they are credited with any.
with known_members as (
    select distinct company from {{ ref('fct_campaign_members') }}
    where account_id is not null
),

credits as (
    select * from {{ ref('fct_order_credits') }}
    where company in (select company from known_members)
),

margins as (
    select
        company,
        campaign_id,
        {% for model in models %}
        sum(case when attribution_model = '{{ model }}' then margin_amount end) as {{ model }}_margin,
        {% endfor %}
        count(margin_amount) < count(*) as is_margin_unknown
    from credits
    where campaign_id is not null
    group by company, campaign_id
),

spans as (
    select
        credits.company,
        min(credits.ordered_date) as known_from,
        max(known.known_until) as known_until
    from credits
    inner join {{ ref('int_companies__known_until') }} as known
        on credits.company = known.company and known.entity = 'orders'
    group by credits.company
),

planned as (
    select
        campaigns.*,
        spans.known_until
    from {{ ref('dim_campaign') }} as campaigns
    inner join spans on campaigns.company = spans.company and campaigns.began_date >= spans.known_from
    where not campaigns.is_deleted and campaigns.cost_amount is not null and campaigns.currency is not null
),

ruled as (
    {{ with_policy(
        'planned', 'customer_policies', named=['company'], day='began_date', keys=['company', 'campaign_id'],
        columns=['attribution_days']
    ) }}
),

-- A campaign to which nothing is credited has returned nothing.
returned as (
    select
        ruled.source,
        ruled.campaign_id,
        ruled.channel,
        ruled.owner_person_id,
        ruled.began_date,
        ruled.cost_amount,
        {% for model in models %}
        coalesce(margins.{{ model }}_margin, 0) as {{ model }}_margin{% if not loop.last %},{% endif %}

        {% endfor %}
    from ruled
    left join margins on ruled.company = margins.company and ruled.campaign_id = margins.campaign_id
    where ruled.began_date + ruled.attribution_days * interval 1 day < ruled.known_until
        and not coalesce(margins.is_margin_unknown, false)
)

{{ counted(
    from='credits', entity='orders', key='order_id', person='owner_person_id', date='ordered_date', of={
        'sales_by_first_touch': "case when attribution_model = 'first_touch' then sales_amount end",
        'sales_by_last_touch': "case when attribution_model = 'last_touch' then sales_amount end",
        'sales_by_linear': "case when attribution_model = 'linear' then sales_amount end",
        'sales_by_position_based': "case when attribution_model = 'position_based' then sales_amount end",
    }, cuts=by_campaign,
) }}
union all
{{ counted(
    from='returned', entity='campaigns', key='campaign_id', person='owner_person_id', date='began_date', of={
        'attributed_costs': 'cost_amount',
        'return_by_first_touch': 'first_touch_margin - cost_amount',
        'return_by_last_touch': 'last_touch_margin - cost_amount',
        'return_by_linear': 'linear_margin - cost_amount',
        'return_by_position_based': 'position_based_margin - cost_amount',
    }, cuts=by_campaign,
) }}
