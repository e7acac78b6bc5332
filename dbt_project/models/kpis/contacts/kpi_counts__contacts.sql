{{ config(materialized='view') }}

-- Counted by person and day: the contacts themselves are in dim_contact, their entries in fct_record_entry.
with counted_contacts as (
    select
        contacts.source,
        contacts.accountable_id as person_id,
        contacts.event_date as date,
        count(case when undelivered.column_name is null then 1 end) as contacts_of_known_phones,
        count(case when key_fields.field_count > 0 then 1 end) as contacts_due,
        count(case when key_fields.field_count > 0 and key_fields.filled_count = key_fields.field_count then 1 end)
            as contacts_complete,
        sum(key_fields.field_count) as key_fields_due,
        sum(key_fields.filled_count) as key_fields_filled
    from {{ ref('int_contacts__flagged') }} as contacts
    inner join {{ ref('int_contacts__key_fields') }} as key_fields
        on contacts.source = key_fields.source and contacts.record_id = key_fields.record_id
    left join {{ ref('int_columns__undelivered') }} as undelivered
        on contacts.source = undelivered.source and undelivered.entity = 'contacts'
            and contacts.delivered_in = undelivered.delivered_in and undelivered.column_name = 'phone_hash'
    group by contacts.source, contacts.accountable_id, contacts.event_date
)

{{ counted(from='counted_contacts', person='person_id', date='date', records='value', of={
    'contacts_of_known_phones': 'contacts_of_known_phones',
    'contacts_due': 'contacts_due',
    'contacts_complete': 'contacts_complete',
}) }}
union all
{{ counted(from='counted_contacts', person='person_id', date='date', records='contacts_due', of={
    'key_fields_due': 'key_fields_due',
    'key_fields_filled': 'key_fields_filled',
}) }}
