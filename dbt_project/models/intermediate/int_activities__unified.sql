{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ unify('activities', [
    'activity_type', 'account_id', 'contact_id', 'opportunity_id', 'outcome', 'duration_minutes', 'has_notes',
    'next_step', 'follow_up_on',
]) }}
