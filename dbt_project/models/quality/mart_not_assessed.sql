with entries as (
    select
        source,
        'record.recorded_by_deadline' as rule_id,
        entity,
        not_assessed_reason as reason,
        count(*) as record_count
    from {{ ref('fct_record_entry') }}
    where not_assessed_reason is not null
    group by source, entity, not_assessed_reason
),

-- Of a code that is not mapped nothing is asked: said once, with the first rule that is about the others.
codes as (
    select
        codes.source,
        min_by(rules.rule_id, (rules.place, rules.rule_id)) as rule_id,
        codes.entity,
        codes.column_name || ' ' || codes.code || ' is none of ' || codes.expected as reason,
        max(codes.record_count) as record_count
    from {{ ref('int_codes__unmapped') }} as codes
    inner join {{ ref('stg_judged__rules') }} as rules
        on codes.entity = rules.entity and codes.column_name = rules.limited_by
    group by codes.source, codes.entity, codes.column_name, codes.code, codes.expected
),

-- What a source does not deliver is nobody's omission.
undelivered as (
    select
        rules.source,
        rules.rule_id,
        first_seen.entity,
        'not applicable: ' || rules.delivered_in || ' does not deliver ' || rules.lacking as reason,
        count(*) as record_count
    from {{ ref('stg_judged__exceptions') }} as rules
    inner join {{ ref('stg_judged__rules') }} as declared on rules.rule_id = declared.rule_id
    inner join {{ ref('int_records__first_seen') }} as first_seen
        on rules.source = first_seen.source and declared.entity = first_seen.entity
            and rules.delivered_in = first_seen.delivered_in
    group by rules.source, rules.rule_id, first_seen.entity, rules.delivered_in, rules.lacking
),

rules as (
    select
        '(all)' as source,
        rule_id,
        entity,
        reason,
        null as record_count
    from {{ ref('dim_rule') }}
    where status != 'assessed'
)

select * from entries
union all
select * from {{ ref('fct_figures_left_out') }}
union all
select * from codes
union all
select * from undelivered
union all
select * from rules
