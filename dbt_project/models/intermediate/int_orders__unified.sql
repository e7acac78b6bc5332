{{ config(materialized='view') }}

select * from {{ ref('int_orders__versioned') }}
where next_version_date is null
