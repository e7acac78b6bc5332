-- What comparing extracts proves: entries that pretend to be older than they are, and facts that changed afterwards.
with extracts as (
    select * from {{ ref('int_entity_extracts') }}
),

backdated as (
    select
        'backdated' as kind,
        records.source,
        records.entity,
        records.record_id,
        records.event_date,
        records.accountable_id,
        coalesce(records.entered_by_id, records.accountable_id) as changed_by_id,
        records.entered_at as changed_at,
        extracts.previous_extract_date as before_extract_date,
        records.extract_date,
        records.delivered_in,
        cast(null as varchar) as value_before,
        cast(records.entered_at as varchar) as value_after
    from {{ ref('int_records__attributed') }} as records
    inner join extracts
        on records.source = extracts.source and records.entity = extracts.entity
            and records.delivered_in = extracts.delivered_in and records.extract_date = extracts.extract_date
    where records.is_backdated
),

changes as (
    select * from {{ ref('int_records__changed') }}
),

deleted as (
    select
        'deleted_while_defective' as kind,
        source,
        entity,
        record_id,
        event_date,
        accountable_id,
        changed_by_id,
        changed_at,
        before_extract_date,
        extract_date,
        delivered_in,
        value_before,
        value_after
    from changes
    where kind = 'deleted'
        and exists (
            select 1 from {{ ref('fct_defects') }} as defects
            where defects.source = changes.source and defects.entity = changes.entity
                and defects.record_id = changes.record_id and defects.is_repairable
                and defects.opened_date < changes.extract_date
                and coalesce(defects.closed_date, changes.extract_date) >= changes.extract_date
                -- A duplicate is repaired by deleting it.
                and not (defects.outcome = 'repaired' and defects.closed_date = changes.extract_date)
        )
),

found as (
    select * from backdated
    union all
    select * from changes
    where kind != 'deleted'
    union all
    select * from deleted
),

placed as (
    select
        found.*,
        records.time_zone,
        {{ changed_between('found.changed_at', 'extracts', unknown='previous_cutoff_at') }} as bounded_at
    from found
    inner join {{ ref('int_records__judged') }} as records
        on found.source = records.source and found.entity = records.entity and found.record_id = records.record_id
    inner join extracts
        on found.source = extracts.source and found.entity = extracts.entity
            and found.delivered_in = extracts.delivered_in and found.extract_date = extracts.extract_date
),

located as (
    {{ with_local_time('placed', 'bounded_at', into='local_bounded_at') }}
),

dated as (
    select
        *,
        case when kind = 'backdated' then extract_date else cast(local_bounded_at as date) end as made_on
    from located
)

select
    kind,
    dated.source,
    systems.company,
    entity,
    record_id,
    event_date,
    accountable_id as accountable_person_id,
    changed_by_id as changed_by_person_id,
    changed_at,
    value_before,
    value_after,
    before_extract_date,
    extract_date as after_extract_date,
    date_trunc('month', made_on) > date_trunc('month', event_date) as is_after_close
from dated
inner join {{ ref('int_sources__declared') }} as systems on dated.source = systems.source
