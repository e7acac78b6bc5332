{{ config(materialized='view') }}

select * from {{ ref('int_order_lines__versioned') }}
where next_version_date is null
