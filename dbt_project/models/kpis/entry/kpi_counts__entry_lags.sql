{{ config(materialized='view') }}

-- Medians are taken from these rows; their sums mean nothing.
with entries as (
    select * from {{ ref('fct_record_entry') }}
)

{{ counted(from='entries', key='record_id', person='accountable_person_id', date='event_date', of={
    'entry_lag_minutes': 'entry_lag_minutes',
    'entry_lag_working_minutes': 'entry_lag_working_minutes',
}, measured=true) }}
