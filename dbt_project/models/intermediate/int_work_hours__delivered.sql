{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ latest_versions('work_hours', ['person_id', 'work_date', 'hours']) }}
