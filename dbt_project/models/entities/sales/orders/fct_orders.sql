{{ config(materialized='view') }}

-- What an order comes to is known where it is known of all of its lines.
with lines as (
    select
        source,
        order_id,
        count(*) as line_count,
        case when count(quantity) = count(*) then sum(quantity) end as item_count,
        case when count(line_amount) = count(*) then sum(line_amount) end as order_amount,
        case when count(cost_amount) = count(*) then sum(cost_amount) end as cost_amount
    from {{ ref('fct_order_lines') }}
    where not is_deleted
    group by source, order_id
)

select
    orders.source,
    orders.company,
    orders.record_id as order_id,
    orders.account_id,
    orders.opportunity_id,
    orders.status,
    coalesce(lines.line_count, 0) as line_count,
    cast(lines.item_count as bigint) as item_count,
    cast(lines.order_amount as decimal(28, 8)) as order_amount,
    cast(lines.cost_amount as decimal(28, 8)) as cost_amount,
    reporting.currency,
    orders.owner_id as owner_person_id,
    orders.occurred_at as ordered_at,
    orders.owner_date as ordered_date,
    orders.is_deleted
from {{ ref('int_orders__versioned') }} as orders
left join lines on orders.source = lines.source and orders.record_id = lines.order_id
left join {{ ref('reporting_currencies') }} as reporting on orders.source = reporting.source
where orders.next_version_date is null
