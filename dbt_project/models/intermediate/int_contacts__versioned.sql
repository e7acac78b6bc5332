{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('contacts', [
    'account_id', 'occupation', 'age_years', 'has_name', 'phone_hash', 'is_phone_well_formed',
    'birth_date_hash', 'occupation_is_placeholder', 'birth_date_is_placeholder', 'phone_is_placeholder',
]) }}
