{{ config(materialized='view') }}

select * from {{ ref('int_opportunity_stage_changes__versioned') }}
where next_version_date is null
