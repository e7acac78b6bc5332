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

amounts as (
    select
        source,
        'total_sales' as rule_id,
        'opportunities' as entity,
        'not in the reporting currency of the source: ' || coalesce(currency, 'none given') as reason,
        count(*) as record_count
    from {{ ref('fct_opportunities') }}
    where coalesce(not is_in_reporting_currency, true) and amount is not null
    group by source, currency
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
select * from amounts
union all
select * from rules
