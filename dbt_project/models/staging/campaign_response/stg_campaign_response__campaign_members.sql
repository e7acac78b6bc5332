-- Every customer is targeted by every campaign; who accepts an offer answers it and takes part. Who was reached and who
-- bought the file does not say.
with answers as (
    select
        customers.*,
        campaigns.campaign_id,
        case campaigns.campaign_id
            when 'AcceptedCmp1' then customers.accepted_1
            when 'AcceptedCmp2' then customers.accepted_2
            when 'AcceptedCmp3' then customers.accepted_3
            when 'AcceptedCmp4' then customers.accepted_4
            when 'AcceptedCmp5' then customers.accepted_5
            else customers.accepted_last
        end = 1 as has_accepted
    from {{ source('campaign_response', 'customers') }} as customers
    cross join (
        values ('AcceptedCmp1'), ('AcceptedCmp2'), ('AcceptedCmp3'), ('AcceptedCmp4'), ('AcceptedCmp5'), ('Response')
    ) as campaigns (campaign_id)
)

select
    delivered_in,
    extract_date,
    revision,
    campaign_id || '/' || customer_id as record_id,
    campaign_id,
    customer_id as account_id,
    has_accepted as has_responded,
    has_accepted as has_taken_part
from answers
