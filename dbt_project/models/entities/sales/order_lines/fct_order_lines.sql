{{ config(materialized='view') }}

select
    source,
    company,
    record_id as order_line_id,
    order_id,
    product_id,
    quantity,
    unit_price_amount,
    line_amount,
    owner_id as owner_person_id,
    occurred_at as ordered_at,
    owner_date as ordered_date,
    is_deleted
from {{ ref('int_order_lines__versioned') }}
where next_version_date is null
