-- A defect opens with the extract that first shows it and ends with the first that shows it right.
with answers as (
    select
        rule_id,
        source,
        entity,
        record_id,
        extract_date,
        'fail' as answer,
        event_date,
        accountable_id,
        null as updated_by_id,
        null as updated_at
    from {{ ref('stg_judged__failures') }}
    union all
    select
        rule_id,
        source,
        entity,
        record_id,
        extract_date,
        answer,
        null as event_date,
        null as accountable_id,
        updated_by_id,
        updated_at
    from {{ ref('stg_judged__rechecks') }}
),

compared as (
    select
        *,
        lag(answer) over history as previous_answer,
        last_value(answer) over (
            history rows between unbounded preceding and unbounded following
        ) != 'not asked' as is_asked
    from answers
    window history as (partition by rule_id, source, entity, record_id order by extract_date)
),

turns as (
    select
        *,
        lead(extract_date) over history as closed_date,
        lead(answer) over history as closing_answer,
        lead(updated_by_id) over history as closed_by_id,
        lead(updated_at) over history as changed_at
    from compared
    where (answer = 'fail') is distinct from (previous_answer = 'fail')
    window history as (partition by rule_id, source, entity, record_id order by extract_date)
),

episodes as (
    select
        turns.*,
        row_number() over (
            partition by turns.rule_id, turns.source, turns.entity, turns.record_id order by turns.extract_date
        ) as episode,
        opening.cutoff_at as opened_at,
        closing.delivered_in as closed_in,
        {{ changed_between('turns.changed_at', 'closing', unknown='cutoff_at') }} as closed_at
    from turns
    left join {{ ref('int_entity_extracts') }} as opening
        on turns.source = opening.source and turns.entity = opening.entity
            and turns.extract_date = opening.extract_date
    left join {{ ref('int_entity_extracts') }} as closing
        on turns.source = closing.source and turns.entity = closing.entity
            and turns.closed_date = closing.extract_date
    where turns.answer = 'fail'
),

timed as (
    -- The grace is counted in the working days of whoever answers for the record.
    select
        episodes.*,
        rules.dimension,
        rules.is_repairable,
        records.calendar,
        records.time_zone,
        records.cutoff_time,
        records.repair_grace_days
    from episodes
    inner join {{ ref('dim_rule') }} as rules on episodes.rule_id = rules.rule_id
    left join {{ ref('int_records__judged') }} as records
        on episodes.source = records.source and episodes.entity = records.entity
            and episodes.record_id = records.record_id
),

due as (
    select
        timed.*,
        case when timed.is_repairable then grace.deadline_at end as repair_due_at
    from timed
    {{ join_grace_deadline('timed', 'opened_at', 'grace') }}
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
    left join {{ ref('int_extract_promises') }} as promises
        on due.source = promises.source and due.closed_in = promises.entity
            and due.closed_date = promises.delivered_extract_date and promises.status != 'on_time'
            and due.repair_due_at > promises.covers_from and due.repair_due_at <= promises.covers_until
)

select
    rule_id,
    source,
    entity,
    record_id,
    cast(episode as integer) as episode,
    accountable_id,
    event_date,
    dimension,
    extract_date as opened_date,
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
