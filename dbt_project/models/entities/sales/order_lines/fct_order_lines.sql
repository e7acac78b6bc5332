{{ config(materialized='view') }}

select
    lines.source,
    lines.company,
    lines.record_id as order_line_id,
    lines.order_id,
    lines.product_id,
    lines.quantity,
    lines.unit_price_amount,
    lines.line_amount,
    lines.cost_amount,
    lines.is_recommended,
    lines.is_planned,
    reporting.currency,
    lines.owner_id as owner_person_id,
    lines.occurred_at as ordered_at,
    lines.owner_date as ordered_date,
    lines.is_deleted
from {{ ref('int_order_lines__versioned') }} as lines
left join {{ ref('reporting_currencies') }} as reporting on lines.source = reporting.source
where lines.next_version_date is null
