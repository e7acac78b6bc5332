-- Numbers are American ones, three, three and four digits.
select
    delivered_in,
    extract_date,
    revision,
    contact_id as record_id,
    contact_owner as owner_id,
    created_time as event_at,
    account_id,
    last_name as name,
    {{ salted_hash(replace_all('mobile', '[^0-9]', '')) }} as phone_hash,
    {{ matches('mobile', '[2-9][0-9]{2}-[0-9]{3}-[0-9]{4}') }} as is_phone_well_formed
from {{ source('zoho', 'contacts') }}
