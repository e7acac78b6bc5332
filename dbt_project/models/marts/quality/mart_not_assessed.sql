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
select * from rules
