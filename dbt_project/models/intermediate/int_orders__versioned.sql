{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('orders', ['account_id', 'opportunity_id', 'status']) }}
