{% set columns = [
    'account_id', 'owner_id', 'occupation', 'age_years', 'phone_hash', 'is_phone_well_formed', 'is_phone_duplicate',
    'has_name',
] %}
with members as (
    {{ company_members(ref('int_contacts__flagged'), columns) }}
)

select
    company,
    source,
    company_record_id as contact_id,
    {{ columns | join(', ') | replace('owner_id', 'owner_id as owner_person_id') }},
    event_date as met_date,
    is_deleted
from members
