{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ latest_versions('ledger_orders', ['order_id', 'rep_id', 'account_id', 'booked_at', 'amount', 'currency']) }}
