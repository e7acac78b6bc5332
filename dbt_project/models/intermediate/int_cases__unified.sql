{{ config(materialized='view') }}

select * from {{ ref('int_cases__versioned') }}
where next_version_date is null
