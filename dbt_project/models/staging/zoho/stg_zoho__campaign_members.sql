-- The list names leads by what several are called, so it is not known which lead it is. Of what was sent and not
-- opened nobody says whether it arrived.
select
    delivered_in,
    extract_date,
    revision,
    {{ salted_hash("concat_ws('/', campaign_name, lead_first_name, lead_last_name, last_modified_time)") }}
        as record_id,
    campaign_name as campaign_id,
    case
        when status in ('Received', 'Opened', 'Responded', 'Opted Out') then true
        when status in ('Planned', 'Bounced') then false
    end as is_reached,
    status = 'Responded' as has_responded
from {{ source('zoho', 'campaign_lead_status') }}
