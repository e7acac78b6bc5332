{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('activities', [
    'activity_type', 'account_id', 'contact_id', 'opportunity_id', 'outcome', 'duration_minutes', 'next_step',
    'follow_up_on', 'notes_hash', 'has_notes',
]) }}
