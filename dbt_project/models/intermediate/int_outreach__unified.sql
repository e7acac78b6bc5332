{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ unify('outreach', ['channel', 'answered_at', 'outcome', 'next_step']) }}
