-- The file does not say when its campaigns were: they are known of on the day it is of, and no earlier. What a contact
-- cost is told of the last campaign alone.
with deliveries as (
    select
        delivered_in,
        extract_date,
        revision,
        sum(contact_cost_amount) as cost_amount
    from {{ source('campaign_response', 'customers') }}
    group by delivered_in, extract_date, revision
)

select
    deliveries.delivered_in,
    deliveries.extract_date,
    deliveries.revision,
    campaigns.record_id,
    campaigns.name,
    cast(deliveries.extract_date as timestamp) as event_at,
    case when campaigns.record_id = 'Response' then cast(deliveries.cost_amount as decimal(20, 2)) end
        as cost_amount
from deliveries
cross join (
    values
    ('AcceptedCmp1', 'Campaign 1'),
    ('AcceptedCmp2', 'Campaign 2'),
    ('AcceptedCmp3', 'Campaign 3'),
    ('AcceptedCmp4', 'Campaign 4'),
    ('AcceptedCmp5', 'Campaign 5'),
    ('Response', 'Last campaign')
) as campaigns (record_id, name)
