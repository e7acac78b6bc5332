{{ config(materialized='incremental', incremental_strategy='append') }}

{{ first_versions('contacts', [
    'occupation_is_placeholder', 'birth_date_is_placeholder', 'phone_is_placeholder', 'birth_date_hash',
]) }}
