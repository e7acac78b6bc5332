{% set gate_fields = ['account_id', 'opportunity_id', 'status'] %}

-- What the ledger books against what was entered; the first reason that applies excludes an order from commission.
with booked as (
    select * from {{ ref('int_ledger_orders__booked') }}
),

cuts as (
    select * from {{ ref('int_commission_cuts') }}
),

orders as (
    select * from {{ ref('int_ledger_orders__matched') }}
),

compared as (
    select
        booked.*,
        cuts.cut_at,
        reps.team_id,
        reps.office_id,
        orders.ledger_order_id is not null as is_entered,
        orders.entered_by_id,
        orders.recorded_at,
        {% for field in gate_fields %}
        cuts.gate_fields like '%{{ field }}%' and orders.{{ field }} is null as lacks_{{ field }},
        {% endfor %}
        coalesce(
            orders.is_entitled and orders.owner_id = booked.rep_id or orders.entered_by_id = booked.rep_id, false
        ) as is_entitled
    from booked
    left join cuts
        on booked.source = cuts.source and booked.time_zone = cuts.time_zone and booked.booked_date = cuts.booked_date
    left join orders on booked.source = orders.source and booked.ledger_order_id = orders.ledger_order_id
    left join {{ ref('int_employees__versioned') }} as reps
        on booked.source = reps.source and booked.rep_id = reps.employee_id
            and booked.booked_date >= reps.valid_from and booked.booked_date < reps.valid_to
),

judged as (
    select
        *,
        case
            when not is_entered then 'not_entered'
            when recorded_at > cut_at then 'entered_after_cut'
            when entered_by_id is null then 'enterer_unknown'
            when not is_entitled then 'not_entitled'
            when lacks_{{ gate_fields | join(' or lacks_') }}
                then 'gate_field_missing'
        end as reason
    from compared
)

select
    judged.source,
    {{ company_of_rows('judged.source') }} as company,
    judged.ledger_order_id,
    judged.order_id,
    judged.rep_id as rep_person_id,
    judged.team_id,
    judged.office_id,
    judged.account_id,
    judged.booked_at,
    judged.booked_date,
    judged.amount as booked_amount,
    coalesce(judged.currency, reporting.currency) as currency,
    coalesce(judged.currency, reporting.currency) = reporting.currency as is_in_reporting_currency,
    judged.is_entered,
    judged.entered_by_id as entered_by_person_id,
    judged.recorded_at,
    judged.cut_at,
    judged.reason is null as is_commissionable,
    judged.reason,
    case when judged.reason is null then judged.amount else 0 end as commissionable_amount
from judged
left join {{ ref('reporting_currencies') }} as reporting on judged.source = reporting.source
