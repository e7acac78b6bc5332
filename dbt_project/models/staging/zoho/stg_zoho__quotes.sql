-- Of its time of day a quote does not say which half of the day it is of. When it was decided is not told: it may have
-- been changed last for any reason.
select
    delivered_in,
    extract_date,
    revision,
    quote_id as record_id,
    quote_owner as owner_id,
    date_trunc('day', created_time) as event_at,
    case quote_stage
        when 'Draft' then 'draft'
        when 'Negotiation' then 'open'
        when 'Delivered' then 'open'
        when 'On Hold' then 'open'
        when 'Confirmed' then 'accepted'
        when 'Closed Won' then 'accepted'
        when 'Closed Lost' then 'rejected'
        else quote_stage
    end as quote_status,
    cast({{ replace_all('grand_total', '[$,]', '') }} as decimal(18, 2)) as amount,
    'USD' as currency,
    cast(valid_till as date) as expires_on
from {{ source('zoho', 'quotes') }}
