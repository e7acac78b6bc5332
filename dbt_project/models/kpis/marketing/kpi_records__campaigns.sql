{{ config(materialized='view') }}
{% set by_campaign = {'campaign': 'campaign_id', 'channel': 'channel'} %}

-- A campaign counts with all its members on the day it begins, for its owner, so that both sides of a rate are of the
-- same campaigns. Whoever is not known to have answered, taken part or bought, or not to have, is on neither side.
with campaigns as (
    select * from {{ ref('dim_campaign') }}
    where not is_deleted
),

members as (
    select
        members.*,
        campaigns.channel,
        campaigns.owner_person_id
    from {{ ref('fct_campaign_members') }} as members
    inner join campaigns on members.company = campaigns.company and members.campaign_id = campaigns.campaign_id
),

results as (
    select
        company,
        campaign_id,
        count(case when is_reached then 1 end) as reached_count,
        count(case when is_reached and has_responded then 1 end) as response_count,
        bool_and(has_responded is not null) as is_response_known
    from members
    group by company, campaign_id
),

costs as (
    select
        campaigns.*,
        results.reached_count,
        case when results.is_response_known then results.response_count end as response_count
    from campaigns
    left join results on campaigns.company = results.company and campaigns.campaign_id = results.campaign_id
    where campaigns.cost_amount is not null and campaigns.currency is not null
),

participants as (
    select * from members
    where has_taken_part
)

{{ counted(
    from='members', entity='campaign_members', key='campaign_member_id', person='owner_person_id', date='began_date',
    of={
        'campaign_members_observed': 'case when has_taken_part is not null then 1 end',
        'targeted_observed': 'case when is_targeted and has_taken_part is not null then 1 end',
        'targeted_participants': 'case when is_targeted and has_taken_part then 1 end',
        'reached_members': 'case when is_reached and has_responded is not null then 1 end',
        'campaign_responses': 'case when is_reached and has_responded then 1 end',
        'participants_observed': 'case when has_taken_part and has_bought is not null then 1 end',
        'participants_who_bought': 'case when has_taken_part and has_bought then 1 end',
    },
    cuts=by_campaign,
) }}
union all
{{ counted(
    from='participants', entity='campaign_members', key='prospect_id', person='owner_person_id', date='began_date',
    of={'campaign_participants': '1'}, cuts=by_campaign,
) }}
union all
{{ counted(from='costs', entity='campaigns', key='campaign_id', person='owner_person_id', date='began_date', of={
    'campaigns_with_cost': '1',
    'campaign_costs': 'cost_amount',
    'costs_of_reached': 'case when reached_count is not null then cost_amount end',
    'reached_at_cost': 'reached_count',
    'costs_of_responses': 'case when response_count is not null then cost_amount end',
    'responses_at_cost': 'response_count',
}, cuts=by_campaign) }}
