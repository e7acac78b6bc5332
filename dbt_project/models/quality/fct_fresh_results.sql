{{ config(materialized='view') }}

-- Read off the extracts: what was first said of a record by one that nobody has seen in a publication.
with fresh as (
    select distinct
        extracts.source,
        extracts.entity,
        extracts.extract_date
    from {{ ref('int_entity_extracts') }} as extracts
    inner join {{ ref('int_extracts__unpublished') }} as unpublished
        on extracts.extract_date = unpublished.extract_date
            and (
                extracts.source = unpublished.source and extracts.delivered_in = unpublished.entity
                or extracts.delivered_in = unpublished.source || '.' || unpublished.entity
            )
),

{% set key = ['rule_id', 'source', 'entity', 'event_date', 'accountable_id'] %}
asked as (
    select
        populations.{{ key | join(', populations.') }},
        sum(populations.asked_count) as asked_change
    from {{ ref('stg_judged__populations') }} as populations
    inner join fresh
        on populations.source = fresh.source and populations.entity = fresh.entity
            and populations.extract_date = fresh.extract_date
    group by populations.{{ key | join(', populations.') }}
),

answers as (
    select rule_id, source, entity, record_id, extract_date, 'fail' as answer from {{ ref('stg_judged__failures') }}
    union all
    select rule_id, source, entity, record_id, extract_date, answer from {{ ref('stg_judged__rechecks') }}
),

touched as (
    select
        answers.rule_id,
        answers.source,
        answers.entity,
        answers.record_id,
        coalesce(
            max_by(answers.answer, answers.extract_date) filter (where fresh.source is null) = 'not asked', false
        ) as was_unasked
    from answers
    left join fresh
        on answers.source = fresh.source and answers.entity = fresh.entity
            and answers.extract_date = fresh.extract_date
    group by answers.rule_id, answers.source, answers.entity, answers.record_id
    having count(fresh.source) > 0
),

records as (
    select
        defects.{{ key[:-1] | join(', defects.') }},
        defects.accountable_person_id as accountable_id,
        defects.record_id,
        touched.was_unasked,
        bool_and(defects.is_asked) as is_asked,
        bool_or(not defects.is_in_grace) as fails,
        bool_or(opening.source is null and (not defects.is_in_grace or closing.source is not null)) as has_failed,
        bool_or(defects.waiver_id is not null) and not bool_or(defects.counts) as is_waived
    from {{ ref('fct_defects') }} as defects
    inner join touched
        on defects.rule_id = touched.rule_id and defects.source = touched.source
            and defects.entity = touched.entity and defects.record_id = touched.record_id
    left join fresh as opening
        on defects.source = opening.source and defects.entity = opening.entity
            and defects.opened_date = opening.extract_date
    left join fresh as closing
        on defects.source = closing.source and defects.entity = closing.entity
            and defects.closed_date = closing.extract_date
    group by
        defects.{{ key[:-1] | join(', defects.') }}, defects.accountable_person_id, defects.record_id,
        touched.was_unasked
),

-- A failure is counted also where its last version is not asked any more: in fct_rule_results, and so here.
counted as (
    select
        {{ key | join(', ') }},
        asked_change,
        0 as failed_change,
        0 as waived_change,
        0 as repaired_count
    from asked
    union all
    select
        {{ key | join(', ') }},
        case when fails and not is_asked then 1 else 0 end - case when has_failed and was_unasked then 1 else 0 end,
        case when fails and not has_failed and not is_waived then 1 else 0 end,
        case when fails and not has_failed and is_waived then 1 else 0 end,
        case when has_failed and not fails then 1 else 0 end
    from records
)

select
    {{ key | join(', ') }},
    cast(sum(asked_change) as bigint) as asked_change,
    cast(sum(failed_change) as bigint) as failed_change,
    cast(sum(waived_change) as bigint) as waived_change,
    cast(sum(repaired_count) as bigint) as repaired_count
from counted
group by {{ key | join(', ') }}
having
    sum(abs(counted.asked_change) + counted.failed_change + counted.waived_change + counted.repaired_count) > 0
