{{ config(materialized='view') }}

-- What is spent on a campaign is of its channel where it names none itself.
with delivered as (
    {{ still_delivered(ref('int_marketing_spend__delivered')) }}
)

select
    spend.source,
    spend.company,
    spend.record_id as spend_id,
    spend.campaign_id,
    coalesce(spend.channel, campaigns.channel) as channel,
    case when spend.purpose in ('acquisition', 'retention') then spend.purpose end as purpose,
    case when spend.spent_on >= spend.extract_date - interval 100 year then spend.spent_on end as spent_date,
    spend.amount as spend_amount,
    coalesce(spend.currency, reporting.currency) as currency,
    coalesce(spend.currency, reporting.currency) = reporting.currency as is_in_reporting_currency
from delivered as spend
left join {{ ref('dim_campaign') }} as campaigns
    on spend.company = campaigns.company and spend.campaign_id = campaigns.campaign_id
left join {{ ref('reporting_currencies') }} as reporting on spend.source = reporting.source
