{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ unify('leads', ['lead_source', 'status', 'converted_at', 'opportunity_id', 'account_id']) }}
