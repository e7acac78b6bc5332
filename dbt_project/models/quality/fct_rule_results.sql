-- Judged counts by rule; passed is what was assessed and did not fail.
with populations as (
    select
        rule_id,
        source,
        entity,
        event_date,
        accountable_id as accountable_person_id,
        sum(asked_count) as asked_count
    from {{ ref('stg_judged__populations') }}
    group by rule_id, source, entity, event_date, accountable_id
),

-- One failure is enough for a record to fail; where its last version is not asked any more, it is counted all the same.
failed_records as (
    select
        rule_id,
        source,
        entity,
        record_id,
        event_date,
        accountable_person_id,
        max(case when counts then 1 else 0 end) as failed,
        max(case when waiver_id is not null then 1 else 0 end) as waived,
        max(case when counts and outcome = 'open' then 1 else 0 end) as open,
        max(case when is_asked then 0 else 1 end) as unasked
    from {{ ref('fct_defects') }}
    group by rule_id, source, entity, record_id, event_date, accountable_person_id
),

failures as (
    select
        rule_id,
        source,
        entity,
        event_date,
        accountable_person_id,
        sum(failed) as failed_count,
        sum(case when failed = 0 then waived else 0 end) as waived_count,
        sum(open) as open_count,
        sum(case when failed = 1 or waived = 1 then unasked else 0 end) as unasked_count
    from failed_records
    group by rule_id, source, entity, event_date, accountable_person_id
),

counted as (
    select
        coalesce(populations.rule_id, failures.rule_id) as rule_id,
        coalesce(populations.source, failures.source) as source,
        coalesce(populations.entity, failures.entity) as entity,
        coalesce(populations.event_date, failures.event_date) as event_date,
        coalesce(populations.accountable_person_id, failures.accountable_person_id) as accountable_person_id,
        coalesce(populations.asked_count, 0) + coalesce(failures.unasked_count, 0) as asked_count,
        coalesce(failures.failed_count, 0) as failed_count,
        coalesce(failures.waived_count, 0) as waived_count,
        coalesce(failures.open_count, 0) as open_count
    from populations
    full join failures
        on populations.rule_id = failures.rule_id and populations.source = failures.source
            and populations.entity = failures.entity and populations.event_date = failures.event_date
            and populations.accountable_person_id is not distinct from failures.accountable_person_id
)

select
    rule_id,
    source,
    {{ company_of_rows('source') }} as company,
    entity,
    event_date,
    accountable_person_id,
    cast(asked_count - waived_count as bigint) as assessed_count,
    cast(asked_count - waived_count - failed_count as bigint) as passed_count,
    cast(failed_count as bigint) as failed_count,
    cast(waived_count as bigint) as waived_count,
    cast(open_count as bigint) as open_count
from counted
where asked_count > 0
