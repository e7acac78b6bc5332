-- A contact duplicates an earlier one with the same phone number; whether it does can change without its own change.
with contacts as (
    select * from {{ ref('int_contacts__delivered') }}
),

first_entries as (
    select
        source,
        record_id,
        extract_date as first_extract_date,
        entered_at as first_entered_at
    from {{ ref('int_records__attributed') }}
    where entity = 'contacts'
)

select
    contacts.*,
    case
        when contacts.is_phone_well_formed then row_number() over (
                partition by contacts.source, contacts.phone_hash, contacts.is_phone_well_formed
                order by first_entries.first_extract_date, first_entries.first_entered_at nulls last, contacts.record_id
            ) > 1
    end as is_phone_duplicate
from contacts
inner join first_entries
    on contacts.source = first_entries.source and contacts.record_id = first_entries.record_id
