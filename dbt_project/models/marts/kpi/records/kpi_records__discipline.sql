{{ config(materialized='view') }}

-- Repairs count on the day that shows the defect, changes on the day that shows the change, so that closed days stay as
-- they were. As long as there is still time to repair a defect, there is nothing to say of it.
with defects as (
    select defects.*
    from {{ ref('fct_defects') }} as defects
    inner join {{ ref('int_entities__last_extracts') }} as latest
        on defects.source = latest.source and defects.entity = latest.entity
    where defects.is_repairable and defects.waiver_id is null
        and (defects.closed_at is not null or defects.repair_due_at <= latest.cutoff_at)
),

-- Late entries that no waiver excuses; a backdated one is found as such.
late as (
    select records.*
    from {{ ref('int_records__attributed') }} as records
    inner join {{ ref('fct_defects') }} as defects
        on records.source = defects.source and records.entity = defects.entity
            and records.record_id = defects.record_id
    where defects.rule_id = 'record.recorded_by_deadline' and defects.counts and records.is_backdated is not true
),

-- Later than even a repair would have been in time: that is written into the past, however openly.
entered_long_after as (
    select late.*
    from late
    {{ join_grace_deadline('late', 'deadline_at', 'grace') }}
    where late.recorded_at > grace.deadline_at
),

-- Whoever changes another's record answers for the change.
changes as (
    select
        source,
        entity,
        record_id,
        coalesce(changed_by_id, accountable_id) as person_id,
        accountable_id,
        after_extract_date as date
    from {{ ref('fct_findings') }}
    where kind = 'backdated' or (kind != 'deleted_while_defective' and is_after_close)
    union
    select
        source,
        entity,
        record_id,
        coalesce(entered_by_id, accountable_id) as person_id,
        accountable_id,
        extract_date as date
    from entered_long_after
),

entries as (
    select
        source,
        entity,
        record_id,
        coalesce(entered_by_id, accountable_id) as person_id,
        first_extract_date as date
    from {{ ref('fct_record_entry') }}
),

days as (
    select
        rule_id,
        source,
        event_date,
        accountable_id,
        assessed_count,
        passed_count
    from {{ ref('fct_rule_results') }}
    where entity = 'expected_days'
)

select
    'defects_opened' as component,
    source,
    entity,
    record_id,
    accountable_id as person_id,
    opened_date as date,
    1.0 as value
from defects
union all
select 'defects_repaired_in_grace', source, entity, record_id, accountable_id, opened_date, 1.0
from defects
where is_in_grace
union all
select 'records_changed_late', source, entity, record_id, person_id, date, 1.0
from changes
union all
-- A change of a record first seen in another extract, or by another person, is one more handling.
select 'records_handled', changes.source, changes.entity, changes.record_id, changes.person_id, changes.date, 1.0
from changes
left join entries
    on changes.source = entries.source and changes.entity = entries.entity and changes.record_id = entries.record_id
        and changes.person_id is not distinct from entries.person_id and changes.date = entries.date
where entries.record_id is null
union all
select 'days_expected', source, 'expected_days', rule_id, accountable_id, event_date, assessed_count
from days
union all
select 'days_reported', source, 'expected_days', rule_id, accountable_id, event_date, passed_count
from days
where passed_count > 0
