{% set gate_fields = ['account_id', 'opportunity_id', 'status'] %}

-- What the ledger books against what was entered; the first reason that applies excludes an order from commission.
with ledger as (
    {{ still_delivered(ref('int_ledger_orders__delivered')) }}
),

booked as (
    select
        *,
        cast(booked_at as date) as utc_date,
        cast(booked_at as date) as known_utc_date
    from ledger
),

dated as (
    select
        booked.*,
        rep_version.team_id,
        rep_version.office_id,
        coalesce(rep_version.time_zone, booked.source_time_zone) as time_zone,
        coalesce({{ local_date('booked.booked_at', 'rep') }}, booked.utc_date) as booked_date
    from booked
    {{ join_person_clock('booked', 'rep_id', 'rep') }}
),

policies as (
    select
        dated.source,
        dated.record_id,
        policies.gate_fields,
        cast(
            date_trunc('month', dated.booked_date) + interval 1 month as date
        ) + cast(policies.cut_day_of_next_month - 1 as integer) as cut_date
    from dated
    inner join {{ ref('commission_policies') }} as policies
        on {{ policy_applies('policies', 'dated.source', 'dated.booked_date') }}
    qualify {{ own_policy_first('policies', ['dated.source', 'dated.record_id']) }}
),

orders as (
    select
        orders.source,
        orders.record_id,
        {% for field in gate_fields %}orders.{{ field }},
        {% endfor %}
        records.entered_by_id,
        records.owner_id,
        {{ is_entitled('records') }} as is_entitled,
        coalesce(records.recorded_at, records.first_seen_at) as recorded_at
    from {{ ref('int_orders__unified') }} as orders
    inner join {{ ref('int_records__attributed') }} as records
        on orders.source = records.source and orders.record_id = records.record_id
    where records.entity = 'orders' and not orders.is_deleted
),

compared as (
    select
        dated.*,
        policies.cut_date,
        orders.record_id is not null as is_entered,
        orders.entered_by_id,
        {{ local_date('orders.recorded_at', 'recorded') }} > policies.cut_date as is_after_cut,
        coalesce(
            orders.is_entitled and orders.owner_id = dated.rep_id or orders.entered_by_id = dated.rep_id, false
        ) as is_entitled,
        {% for field in gate_fields %}
        policies.gate_fields like '%{{ field }}%' and orders.{{ field }} is null as lacks_{{ field }},
        {% endfor %}
        orders.recorded_at
    from dated
    left join policies on dated.source = policies.source and dated.record_id = policies.record_id
    left join orders on dated.source = orders.source and dated.order_id = orders.record_id
    left join {{ ref('int_zone_days') }} as recorded_zone
        on dated.time_zone = recorded_zone.time_zone and cast(orders.recorded_at as date) = recorded_zone.utc_date
),

judged as (
    select
        *,
        case
            when not is_entered then 'not_entered'
            when is_after_cut then 'entered_after_cut'
            when not is_entitled then 'not_entitled'
            when lacks_{{ gate_fields | join(' or lacks_') }} then 'gate_field_missing'
        end as reason
    from compared
)

select
    judged.source,
    judged.record_id as ledger_order_id,
    judged.order_id,
    judged.rep_id,
    judged.team_id,
    judged.office_id,
    judged.account_id,
    judged.booked_at,
    judged.booked_date,
    judged.amount,
    judged.currency,
    coalesce(judged.currency, reporting.currency) = reporting.currency as is_in_reporting_currency,
    judged.is_entered,
    judged.entered_by_id,
    judged.recorded_at,
    judged.cut_date,
    judged.reason is null as is_commissionable,
    judged.reason,
    case when judged.reason is null then judged.amount else 0 end as commissionable_amount
from judged
left join {{ ref('reporting_currencies') }} as reporting on judged.source = reporting.source
