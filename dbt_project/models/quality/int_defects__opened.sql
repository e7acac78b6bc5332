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
        cast(null as varchar) as updated_by_id,
        cast(null as timestamp) as updated_at
    from {{ ref('stg_judged__failures') }}
    union all
    select
        rule_id,
        source,
        entity,
        record_id,
        extract_date,
        answer,
        cast(null as date) as event_date,
        cast(null as varchar) as accountable_id,
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
)

select
    turns.rule_id,
    turns.source,
    turns.entity,
    turns.record_id,
    cast(row_number() over (
        partition by turns.rule_id, turns.source, turns.entity, turns.record_id order by turns.extract_date
    ) as integer) as episode,
    turns.event_date,
    turns.accountable_id,
    turns.is_asked,
    turns.extract_date as opened_date,
    opening.cutoff_at as opened_at,
    turns.closing_answer,
    turns.closed_date,
    closing.delivered_in as closed_in,
    {{ changed_between('turns.changed_at', 'closing', unknown='cutoff_at') }} as closed_at,
    turns.closed_by_id
from turns
left join {{ ref('int_records__judged') }} as records
    on turns.source = records.source and turns.entity = records.entity and turns.record_id = records.record_id
left join {{ ref('int_entity_extracts') }} as opening
    on turns.source = opening.source and turns.entity = opening.entity and turns.extract_date = opening.extract_date
        and case when turns.entity = 'expected_days' then '(all)' else records.delivered_in end = opening.delivered_in
left join {{ ref('int_entity_extracts') }} as closing
    on turns.source = closing.source and turns.entity = closing.entity and turns.closed_date = closing.extract_date
        and records.delivered_in = closing.delivered_in
where turns.answer = 'fail'
