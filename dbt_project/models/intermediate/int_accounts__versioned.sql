{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('accounts', [
    'industry', 'country', 'employee_count', 'annual_revenue_amount', 'parent_account_id',
]) }}
