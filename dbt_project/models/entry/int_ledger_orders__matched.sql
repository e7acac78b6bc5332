-- An order is there and filled as it was at the cut: what is mended, emptied or deleted afterwards changes nothing.
with booked as (
    select
        booked.source,
        booked.company,
        booked.ledger_order_id,
        booked.order_id,
        cuts.cut_at
    from {{ ref('int_ledger_orders__booked') }} as booked
    left join {{ ref('int_commission_cuts') }} as cuts
        on booked.source = cuts.source and booked.time_zone = cuts.time_zone and booked.booked_date = cuts.booked_date
),

-- Of what a snapshot no longer holds nobody says when it went: no sooner than the extract shows.
versions as (
    select
        versions.*,
        {{ changed_between('versions.updated_at', 'extracts', unknown='cutoff_at') }} as changed_at
    from {{ ref('int_orders__versioned') }} as versions
    inner join {{ ref('int_entity_extracts') }} as extracts
        on versions.source = extracts.source and versions.delivered_in = extracts.delivered_in
            and versions.extract_date = extracts.extract_date
    where extracts.entity = 'orders'
),

-- An order entered after the cut is excluded as it was entered.
in_force as (
    select
        booked.source,
        booked.ledger_order_id,
        versions.source as record_source,
        versions.record_id,
        versions.account_id,
        versions.opportunity_id,
        versions.status,
        versions.is_deleted
    from booked
    inner join versions on booked.company = versions.company and booked.order_id = versions.record_id
    where versions.is_first_version or coalesce(versions.changed_at <= booked.cut_at, true)
    qualify row_number() over (
            partition by booked.source, booked.ledger_order_id order by versions.extract_date desc, versions.source asc
        ) = 1
)

select
    in_force.source,
    in_force.ledger_order_id,
    in_force.account_id,
    in_force.opportunity_id,
    in_force.status,
    records.entered_by_id,
    records.owner_id,
    records.is_entitled,
    coalesce(records.recorded_at, records.first_seen_at) as recorded_at
from in_force
inner join {{ ref('int_records__attributed') }} as records
    on in_force.record_source = records.source and in_force.record_id = records.record_id
where records.entity = 'orders' and not in_force.is_deleted
