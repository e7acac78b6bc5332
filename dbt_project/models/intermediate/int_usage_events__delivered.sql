{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ latest_versions('usage_events', ['person_id', 'used_at', 'feature']) }}
