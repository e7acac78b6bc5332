{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ unify('orders', ['account_id', 'opportunity_id', 'status']) }}
