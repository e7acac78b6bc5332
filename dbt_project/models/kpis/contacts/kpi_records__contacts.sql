{{ config(materialized='view') }}

-- A duplicate is the accountable person's; what is claimed as one's own is the first owner's.
with duplicates as (
    select * from {{ ref('int_contacts__flagged') }}
    where is_phone_duplicate
),

owned as (
    select * from {{ ref('mart_customer_exclusivity') }}
    where is_entitled is not null
)

{{ counted(from='duplicates', entity='contacts', key='record_id', person='accountable_id', date='event_date', of={
    'contacts_duplicate': '1',
}) }}
union all
{{ counted(from='owned', entity='contacts', key='contact_id', person='first_owner_person_id', date='met_date', of={
    'owned_contacts': '1',
    'entitled_contacts': 'case when is_entitled then 1 end',
}) }}
