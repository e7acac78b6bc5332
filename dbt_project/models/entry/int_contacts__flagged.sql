{{ config(materialized='view') }}

select
    contacts.*,
    phones.is_phone_duplicate
from {{ ref('int_contacts__versioned') }} as contacts
left join {{ ref('int_phones__held') }} as phones
    on contacts.source = phones.source and contacts.record_id = phones.record_id and phones.superseded_date is null
where contacts.next_version_date is null
