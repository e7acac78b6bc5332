{% set columns = [
    'name', 'channel', 'campaign_kind', 'target_group', 'starts_on', 'ends_on', 'began_date', 'budget_amount',
    'cost_amount', 'currency', 'owner_id',
] %}
-- What lies ahead has not begun: the last extract of campaigns says how far a source can know.
with horizon as (
    select
        source,
        entity,
        max(extract_date) as last_extract_date
    from {{ ref('int_extracts') }}
    group by source, entity
),

campaigns as (
    select
        campaigns.*,
        case
            when campaigns.starts_on is null then campaigns.owner_date
            when campaigns.starts_on between campaigns.extract_date - interval 100 year and horizon.last_extract_date
                then campaigns.starts_on
        end as began_date,
        case when coalesce(campaigns.budget_amount, campaigns.cost_amount) is not null then reporting.currency end
            as currency
    from {{ ref('int_campaigns__versioned') }} as campaigns
    inner join horizon on campaigns.source = horizon.source and campaigns.delivered_in = horizon.entity
    left join {{ ref('reporting_currencies') }} as reporting on campaigns.source = reporting.source
    where campaigns.next_version_date is null
),

members as (
    {{ company_members('campaigns', columns) }}
)

select
    company,
    source,
    company_record_id as campaign_id,
    {{ columns | join(', ') | replace('owner_id', 'owner_id as owner_person_id') }},
    is_deleted
from members
