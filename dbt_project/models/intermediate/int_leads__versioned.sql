{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('leads', ['lead_source', 'status', 'converted_at', 'opportunity_id', 'account_id']) }}
