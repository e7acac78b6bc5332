{{ config(materialized='view') }}
{% set unknown_channel = "'its channel is none of " ~ service_channels() | join(', ') ~ "'" %}

-- What figures leave out: what those of sales do; calls in no period; cases by no known channel; answers on no scale;
-- members of campaigns that are not there or have not begun; costs in no currency, or for no known channel; marketing
-- spend and volumes that cannot be counted.
with figures as (
    select
        source,
        'inbound_calls' as rule_id,
        'calls' as entity,
        case
            when offered_date is null then 'it does not say when it came in, or a day that means nothing'
            else 'call_direction is none of inbound, outbound'
        end as reason
    from {{ ref('fct_calls') }}
    where offered_date is null or call_direction is null
    union all
    select
        versions.source,
        'self_service_rate' as rule_id,
        'cases' as entity,
        {{ unknown_channel }} as reason
    from {{ ref('int_cases__versioned') }} as versions
    inner join {{ ref('fct_cases') }} as cases
        on versions.source = cases.source and versions.record_id = cases.case_id
    where versions.next_version_date is null and not versions.is_deleted
        and versions.channel is not null and cases.channel is null
    union all
    select
        source,
        case when survey_kind = 'recommendation' then 'net_promoter_score' else 'satisfied_rate' end as rule_id,
        'surveys' as entity,
        case
            when answered_date is null then 'it does not say when it was answered, or a day that means nothing'
            when survey_kind is null then 'survey_kind is none of satisfaction, recommendation, effort'
            when score is null then 'its score does not lie on its scale'
            else 'its scale is not the one from 0 to 10'
        end as reason
    from {{ ref('fct_surveys') }}
    where (score is not null or answered_at is not null)
        and (
            answered_date is null or survey_kind is null or score is null
            or (survey_kind = 'recommendation' and (lowest_score != 0 or highest_score != 10))
        )
    union all
    select
        members.source,
        'campaign_response_rate' as rule_id,
        'campaign_members' as entity,
        case
            when campaigns.campaign_id is null then 'its campaign has not been delivered'
            when campaigns.is_deleted then 'its campaign is deleted'
            else 'its campaign has not begun, or starts on a day that means nothing'
        end as reason
    from {{ ref('fct_campaign_members') }} as members
    left join {{ ref('dim_campaign') }} as campaigns
        on members.company = campaigns.company and members.campaign_id = campaigns.campaign_id
    where coalesce(campaigns.is_deleted, true) or campaigns.began_date is null
    union all
    select
        source,
        'campaign_cost_amount' as rule_id,
        'campaigns' as entity,
        'the source has no row in reporting_currencies.csv' as reason
    from {{ ref('dim_campaign') }}
    where cost_amount is not null and currency is null and not is_deleted
    union all
    select
        source,
        'cost_per_contact' as rule_id,
        'service_costs' as entity,
        case when is_in_reporting_currency then {{ unknown_channel }} else {{ why_not_added() }} end as reason
    from {{ ref('fct_service_costs') }}
    where coalesce(not is_in_reporting_currency, true)
        or channel not in ('{{ service_channels() | join("', '") }}')
    union all
    select
        source,
        'marketing_spend_amount' as rule_id,
        'marketing_spend' as entity,
        case
            when spent_date is null then 'it does not say when it was spent, or a day that means nothing'
            else {{ why_not_added() }}
        end as reason
    from {{ ref('fct_marketing_spend') }}
    where spent_date is null or coalesce(not is_in_reporting_currency, true)
    union all
    select
        source,
        case when account_id is null then 'market_share' else 'share_of_wallet' end as rule_id,
        'market_volumes' as entity,
        case
            when own_sales_amount is null then 'own orders are not known from before its period until after it'
            when volume_amount is null then 'it does not say how much is bought'
            else {{ why_not_added() }}
        end as reason
    from {{ ref('fct_market_volumes') }}
    where own_sales_amount is null or volume_amount is null or coalesce(not is_in_reporting_currency, true)
)

select
    source,
    rule_id,
    entity,
    reason,
    count(*) as record_count
from figures
group by source, rule_id, entity, reason
union all
select * from {{ ref('fct_sales_left_out') }}
