{{ config(materialized='view') }}

select * from {{ ref('int_accounts__versioned') }}
where next_version_date is null
