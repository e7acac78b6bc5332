{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('opportunities', [
    'account_id', 'product_id', 'lead_id', 'stage', 'amount', 'currency', 'close_date',
]) }}
