-- Months are those of the ledger, so they begin and end in the source's zone.
with delivered as (
    {{ still_delivered(ref('int_ledger_orders__delivered')) }}
),

ledger as (
    select
        delivered.*,
        case
            when booked_at between extract_date - interval 100 year and extract_date + interval 2 day then booked_at
        end as possible_booked_at
    from delivered
),

dated as (
    {{ with_local_time('ledger', 'possible_booked_at', into='local_booked_at', zone='source_time_zone') }}
)

select
    source,
    company,
    record_id as ledger_order_id,
    order_id,
    rep_id,
    account_id,
    possible_booked_at as booked_at,
    cast(local_booked_at as date) as booked_date,
    amount,
    currency,
    source_time_zone as time_zone
from dated
