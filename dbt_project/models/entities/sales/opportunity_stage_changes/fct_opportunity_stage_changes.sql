{{ config(materialized='view') }}

select
    source,
    company,
    record_id as stage_change_id,
    opportunity_id,
    from_stage,
    to_stage,
    amount,
    owner_id as owner_person_id,
    occurred_at as changed_at,
    owner_date as changed_date,
    is_deleted
from {{ ref('int_opportunity_stage_changes__versioned') }}
where next_version_date is null
