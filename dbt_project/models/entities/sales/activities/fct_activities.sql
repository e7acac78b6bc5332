{{ config(materialized='view') }}

select
    source,
    company,
    record_id as activity_id,
    account_id,
    contact_id,
    opportunity_id,
    activity_type,
    outcome,
    duration_minutes,
    has_notes,
    next_step,
    follow_up_on,
    owner_id as owner_person_id,
    occurred_at as happened_at,
    owner_date as happened_date,
    is_deleted
from {{ ref('int_activities__versioned') }}
where next_version_date is null
