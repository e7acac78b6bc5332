-- Exclusivity belongs to whoever was first to enter a customer as its owner or for its owner, with valid key fields.
-- First is the owner whose contact has had the number longest, as it is for duplicates.
with contacts as (
    select
        contacts.source,
        contacts.record_id,
        contacts.account_id,
        contacts.owner_id,
        records.owner_id as first_owner_id,
        records.entered_by_id,
        phones.held_since_date,
        phones.first_extract_date,
        phones.first_entered_at,
        contacts.owner_date,
        records.is_entitled,
        key_fields.filled_count = key_fields.field_count as has_key_fields,
        key_fields.plausible_count = key_fields.field_count as has_valid_key_fields,
        phones.phone_hash,
        contacts.is_deleted
    from {{ ref('int_contacts__flagged') }} as contacts
    inner join {{ ref('int_records__placed') }} as records
        on contacts.source = records.source and contacts.record_id = records.record_id
    inner join {{ ref('int_phones__claimed') }} as phones
        on contacts.source = phones.source and contacts.record_id = phones.record_id
            and contacts.extract_date = phones.extract_date
    inner join {{ ref('int_contacts__key_fields') }} as key_fields
        on contacts.source = key_fields.source and contacts.record_id = key_fields.record_id
    where records.entity = 'contacts'
),

shared as (
    select
        source,
        phone_hash,
        count(distinct owner_id) as owner_count,
        min_by(
            case when is_entitled and has_valid_key_fields then owner_id end,
            (
                held_since_date, first_extract_date, coalesce(first_entered_at, cast('9999-12-31' as timestamp)),
                record_id
            )
        ) as first_holder_id
    from contacts
    where phone_hash is not null
    group by source, phone_hash
    having count(distinct owner_id) > 1
),

compared as (
    select
        contacts.*,
        shared.owner_count is not null as is_contested,
        coalesce(shared.owner_count - 1, 0) as contested_with_count,
        shared.first_holder_id
    from contacts
    left join shared on contacts.source = shared.source and contacts.phone_hash = shared.phone_hash
),

judged as (
    select
        *,
        case
            when is_deleted then 'deleted'
            when owner_id is null then 'no_owner'
            when is_entitled is null then 'enterer_unknown'
            when not is_entitled then 'not_entitled'
            when not has_valid_key_fields then 'key_field_missing_or_invalid'
            when is_contested and coalesce(first_holder_id != owner_id, true) then 'contested'
        end as reason
    from compared
)

select
    source,
    {{ company_of_rows('source') }} as company,
    record_id as contact_id,
    account_id,
    owner_id as owner_person_id,
    first_owner_id as first_owner_person_id,
    entered_by_id as entered_by_person_id,
    owner_date as met_date,
    is_entitled,
    has_key_fields,
    has_valid_key_fields,
    is_contested,
    contested_with_count,
    first_holder_id as first_holder_person_id,
    reason is null as is_protected,
    reason,
    is_deleted
from judged
