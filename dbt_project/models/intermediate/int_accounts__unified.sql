{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{{ unify('accounts', [
    'industry', 'country', 'employee_count', 'annual_revenue_amount', 'parent_account_id',
]) }}
