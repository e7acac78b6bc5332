select
    delivered_in,
    extract_date,
    revision,
    lead_id as record_id,
    potential_owner as owner_id,
    created_time as event_at,
    lead_id,
    case stage
        when 'Prospect' then 'prospecting'
        when 'Qualification' then 'engaging'
        when 'Needs Analysis' then 'engaging'
        when 'Initial Offer' then 'proposal'
        when 'Proposal/Price Quote' then 'proposal'
        when 'Negotiation/Review' then 'proposal'
        when 'Closed Won' then 'won'
        when 'Closed Lost' then 'lost'
        else stage
    end as stage,
    cast({{ replace_all('amount', '[$,]', '') }} as decimal(18, 2)) as amount,
    'USD' as currency,
    cast(closing_date as date) as close_date,
    cast(probability * 0.01 as decimal(9, 4)) as probability
from {{ source('zoho', 'potentials') }}
