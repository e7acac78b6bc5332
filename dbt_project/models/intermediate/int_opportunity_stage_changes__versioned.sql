{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('opportunity_stage_changes', ['opportunity_id', 'from_stage', 'to_stage', 'amount']) }}
