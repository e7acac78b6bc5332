{{ config(materialized='view') }}

select * from {{ ref('int_leads__versioned') }}
where next_version_date is null
