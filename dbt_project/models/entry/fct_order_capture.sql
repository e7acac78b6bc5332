{% set gate_fields = ['account_id', 'opportunity_id', 'status'] %}

-- What the ledger books against what was entered; the first reason that applies excludes an order from commission.
-- An order is there and filled as it was at the cut: what is mended, emptied or deleted afterwards changes nothing.
-- Months are those of the ledger, so they begin and end in the source's zone.
with ledger as (
    {{ still_delivered(ref('int_ledger_orders__delivered')) }}
),

booked as (
    select
        ledger.*,
        {{ local_date('ledger.booked_at', 'booked') }} as booked_date
    from ledger
    left join {{ ref('int_zone_days') }} as booked_zone
        on ledger.source_time_zone = booked_zone.time_zone and cast(ledger.booked_at as date) = booked_zone.utc_date
),

days as (
    select distinct source, source_time_zone, booked_date from booked
),

cuts as (
    select
        days.source,
        days.source_time_zone,
        days.booked_date,
        policies.gate_fields,
        cast(
            cast({{ period_start('month', 'days.booked_date') }} + interval 1 month as date)
            + policies.cut_day_of_next_month - 1 || ' ' || policies.cut_time as timestamp
        ) as cut_local
    from days
    inner join {{ ref('commission_policies') }} as policies
        on {{ applies('policies', 'days', ['source']) }}
            and days.booked_date between policies.valid_from and policies.valid_to
    qualify row_number() over (
            partition by days.source, days.source_time_zone, days.booked_date
            order by {{ specificity('policies', ['source']) }} desc
        ) = 1
),

cut_off as (
    select
        booked.*,
        {{ to_utc('cuts.cut_local', 'booked.source_time_zone') }} as cut_at,
        cuts.gate_fields
    from booked
    left join cuts
        on booked.source = cuts.source and booked.source_time_zone = cuts.source_time_zone
            and booked.booked_date = cuts.booked_date
),

-- Of what a snapshot no longer holds nobody says when it went: no sooner than the extract shows.
versions as (
    select
        versions.*,
        {{ changed_between('versions.updated_at', 'extracts', unknown='cutoff_at') }} as changed_at
    from {{ ref('int_orders__versioned') }} as versions
    inner join {{ ref('int_entity_extracts') }} as extracts
        on versions.source = extracts.source and versions.extract_date = extracts.extract_date
    where extracts.entity = 'orders'
),

-- An order entered after the cut is excluded as it was entered.
in_force as (
    select
        cut_off.source,
        cut_off.record_id as ledger_order_id,
        versions.record_id,
        {% for field in gate_fields %}versions.{{ field }},
        {% endfor %}
        versions.is_deleted
    from cut_off
    inner join versions on cut_off.source = versions.source and cut_off.order_id = versions.record_id
    where versions.is_first_version or coalesce(versions.changed_at <= cut_off.cut_at, true)
    qualify row_number() over (
            partition by cut_off.source, cut_off.record_id order by versions.extract_date desc
        ) = 1
),

orders as (
    select
        in_force.source,
        in_force.ledger_order_id,
        {% for field in gate_fields %}in_force.{{ field }},
        {% endfor %}
        records.entered_by_id,
        records.owner_id,
        {{ is_entitled('records') }} as is_entitled,
        coalesce(records.recorded_at, records.first_seen_at) as recorded_at
    from in_force
    inner join {{ ref('int_records__attributed') }} as records
        on in_force.source = records.source and in_force.record_id = records.record_id
    where records.entity = 'orders' and not in_force.is_deleted
),

compared as (
    select
        cut_off.*,
        rep_version.team_id,
        rep_version.office_id,
        orders.ledger_order_id is not null as is_entered,
        orders.entered_by_id,
        orders.recorded_at,
        {% for field in gate_fields %}
        cut_off.gate_fields like '%{{ field }}%' and orders.{{ field }} is null as lacks_{{ field }},
        {% endfor %}
        coalesce(
            orders.is_entitled and orders.owner_id = cut_off.rep_id or orders.entered_by_id = cut_off.rep_id, false
        ) as is_entitled
    from cut_off
    left join orders on cut_off.source = orders.source and cut_off.record_id = orders.ledger_order_id
    {{ join_person_version('cut_off', 'rep_id', 'booked_date', 'rep') }}
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
    judged.cut_at,
    judged.reason is null as is_commissionable,
    judged.reason,
    case when judged.reason is null then judged.amount else 0 end as commissionable_amount
from judged
left join {{ ref('reporting_currencies') }} as reporting on judged.source = reporting.source
