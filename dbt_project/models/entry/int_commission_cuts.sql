{{ config(materialized='view') }}

with days as (
    select distinct
        source,
        time_zone,
        booked_date
    from {{ ref('int_ledger_orders__booked') }}
),

under_policy as (
    {{ with_policy(
        'days', 'commission_policies', named=['source'], day='booked_date', keys=['source', 'time_zone', 'booked_date'],
        columns=['gate_fields', 'cut_day_of_next_month', 'cut_time']
    ) }}
),

cut as (
    select
        *,
        cast(
            cast(date_trunc('month', booked_date) + interval 1 month as date) + cut_day_of_next_month - 1 || ' '
            || cut_time as timestamp
        ) as cut_local
    from under_policy
)

select
    source,
    time_zone,
    booked_date,
    gate_fields,
    {{ to_utc('cut_local', 'time_zone') }} as cut_at
from cut
