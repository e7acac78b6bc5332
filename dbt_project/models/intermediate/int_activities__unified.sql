{{ config(materialized='view') }}

select * from {{ ref('int_activities__versioned') }}
where next_version_date is null
