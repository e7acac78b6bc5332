select
    source,
    record_id as contact_id,
    account_id,
    owner_id,
    occupation,
    age_years,
    phone_hash,
    is_phone_well_formed,
    is_phone_duplicate,
    has_name,
    event_date as met_date,
    is_deleted
from {{ ref('int_contacts__flagged') }}
