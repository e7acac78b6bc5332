{{ config(materialized='incremental', unique_key=['source', 'record_id', 'extract_date']) }}

{{ versions('cases', [
    'account_id', 'contact_id', 'category', 'subcategory', 'priority', 'status', 'assigned_to_id',
    'first_responded_at', 'resolved_at', 'closed_at', 'is_sla_met',
]) }}
