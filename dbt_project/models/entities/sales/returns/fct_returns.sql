-- Of lines that are there; months are those of the system that refunds, so they begin and end in its zone. A day that
-- cannot be one is none.
with delivered as (
    {{ still_delivered(ref('int_returns__delivered')) }}
),

possible as (
    select
        *,
        {{ possible('returned_at', 'delivered') }} as possible_returned_at
    from delivered
),

dated as (
    {{ with_local_time('possible', 'possible_returned_at', into='local_returned_at', zone='source_time_zone') }}
)

select
    returns.source,
    returns.company,
    returns.record_id as return_id,
    returns.order_line_id,
    lines.order_id,
    lines.product_id,
    returns.reason,
    returns.return_amount,
    reporting.currency,
    lines.owner_person_id,
    returns.possible_returned_at as returned_at,
    cast(returns.local_returned_at as date) as returned_date
from dated as returns
left join {{ ref('fct_order_lines') }} as lines
    on returns.source = lines.source and returns.order_line_id = lines.order_line_id and not lines.is_deleted
left join {{ ref('reporting_currencies') }} as reporting on returns.source = reporting.source
