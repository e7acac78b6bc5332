{{ config(materialized='view') }}

select * from {{ ref('int_opportunities__versioned') }}
where next_version_date is null
