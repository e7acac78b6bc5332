-- Whether a failure ended in time to count as a pass.
with timed as (
    -- The grace is counted in the working days of whoever answers for the record.
    select
        opened.*,
        rules.dimension,
        rules.is_repairable,
        records.calendar,
        records.time_zone,
        records.cutoff_time,
        records.repair_grace_days
    from {{ ref('int_defects__opened') }} as opened
    inner join {{ ref('dim_rule') }} as rules on opened.rule_id = rules.rule_id
    left join {{ ref('int_records__judged') }} as records
        on opened.source = records.source and opened.entity = records.entity and opened.record_id = records.record_id
),

due as (
    select
        timed.*,
        case when timed.is_repairable then grace.deadline_at end as repair_due_at
    from timed
    {{ join_grace_deadline('timed', 'opened_at', 'grace') }}
),

promises as (
    select
        source,
        entity as file,
        delivered_extract_date,
        status,
        covers_from,
        covers_until
    from {{ ref('int_extract_promises') }}
    union all
    -- A day may be reported in another system of the company than the one in whose name it is expected.
    select
        systems.day_source,
        promises.source || '.' || promises.entity,
        promises.delivered_extract_date,
        promises.status,
        promises.covers_from,
        promises.covers_until
    from {{ ref('int_extract_promises') }} as promises
    inner join {{ ref('int_sources__declared') }} as systems on promises.source = systems.source
    where systems.day_source != systems.source
),

ended as (
    select
        due.*,
        case
            when due.closing_answer = 'pass' then 'repaired'
            when due.closing_answer = 'not asked' then 'not asked any more'
            when deleted.deleted_date is not null then 'deleted'
            when due.is_repairable then 'open'
            else 'final'
        end as outcome,
        promises.status is not null as is_platform_fault,
        case when due.closed_date is null then deleted.deleted_date end as deleted_date,
        case when due.closed_date is null then deleted.deleted_by_id end as deleted_by_id
    from due
    left join {{ ref('int_records__deleted') }} as deleted
        on due.source = deleted.source and due.entity = deleted.entity and due.record_id = deleted.record_id
    -- Only what comes with a late extract, or with the first after a missing one, may owe its lateness to the platform.
    left join promises
        on due.source = promises.source and due.closed_in = promises.file
            and due.closed_date = promises.delivered_extract_date and promises.status != 'on_time'
            and due.repair_due_at > promises.covers_from and due.repair_due_at <= promises.covers_until
)

select
    rule_id,
    source,
    entity,
    record_id,
    episode,
    accountable_id,
    event_date,
    dimension,
    opened_date,
    opened_at,
    outcome,
    is_repairable,
    is_asked,
    repair_due_at,
    coalesce(closed_date, deleted_date) as closed_date,
    closed_at,
    coalesce(closed_by_id, deleted_by_id) as closed_by_id,
    case
        when closed_at is null or not is_repairable then false
        -- Where the calendar does not reach the end of the grace, nobody can say that a repair was late.
        when repair_due_at is null or is_platform_fault then true
        else closed_at <= repair_due_at
    end as is_in_grace
from ended
