{{ config(materialized='view') }}

select * from {{ ref('int_outreach__versioned') }}
where next_version_date is null
