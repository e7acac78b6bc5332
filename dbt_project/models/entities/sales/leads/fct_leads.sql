{{ config(materialized='view') }}

select
    source,
    company,
    record_id as lead_id,
    account_id,
    opportunity_id,
    lead_source,
    status,
    case when lead_score between 0 and 100 then lead_score end as lead_score,
    marketing_qualified_at,
    sales_qualified_at,
    converted_at,
    owner_id as owner_person_id,
    occurred_at as received_at,
    owner_date as received_date,
    is_deleted
from {{ ref('int_leads__versioned') }}
where next_version_date is null
