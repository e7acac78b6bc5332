{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('outreach', ['channel', 'answered_at', 'outcome', 'next_step']) }}
