{{ config(materialized='view') }}

select
    source,
    record_id as case_id,
    account_id,
    contact_id,
    category,
    subcategory,
    priority,
    status,
    assigned_to_id,
    first_responded_at,
    resolved_at,
    closed_at,
    is_sla_met,
    owner_id,
    event_at as opened_at,
    event_date as opened_date,
    is_deleted
from {{ ref('int_cases__unified') }}
