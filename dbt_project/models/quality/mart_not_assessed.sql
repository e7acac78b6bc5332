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

-- What figures leave out: amounts that cannot be added; deals where nobody delivers the changes of stage, from which
-- wins and losses are counted; changes of deals that nobody delivers, or to unknown stages; and orders in no period.
figures as (
    select
        source,
        'total_sales' as rule_id,
        'opportunities' as entity,
        case
            when is_in_reporting_currency is null then 'the source has no row in reporting_currencies.csv'
            else 'not in the reporting currency of the source: ' || currency
        end as reason
    from {{ ref('fct_opportunities') }}
    where coalesce(not is_in_reporting_currency, true) and amount is not null
    union all
    select
        source,
        'total_sales' as rule_id,
        'opportunities' as entity,
        'the source has delivered no opportunity_stage_changes' as reason
    from {{ ref('fct_opportunities') }}
    where source not in (select source from {{ ref('fct_opportunity_stage_changes') }})
    union all
    select
        changes.source,
        'total_sales' as rule_id,
        'opportunity_stage_changes' as entity,
        case
            when opportunities.source is null then 'its opportunity has not been delivered'
            when opportunities.is_deleted then 'its opportunity is deleted'
            else 'stage ' || coalesce(changes.to_stage, '(none)') || ' is none of opportunity_stages.csv'
        end as reason
    from {{ ref('fct_opportunity_stage_changes') }} as changes
    left join {{ ref('fct_opportunities') }} as opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    left join {{ ref('opportunity_stages') }} as stages on changes.to_stage = stages.stage
    where not changes.is_deleted and (coalesce(opportunities.is_deleted, true) or stages.stage is null)
    union all
    select
        source,
        'order_capture_rate' as rule_id,
        'ledger_orders' as entity,
        'it does not say when it was booked, or a day that means nothing' as reason
    from {{ ref('fct_order_capture') }}
    where booked_date is null
),

left_out as (
    select
        source,
        rule_id,
        entity,
        reason,
        count(*) as record_count
    from figures
    group by source, rule_id, entity, reason
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
select * from left_out
union all
select * from codes
union all
select * from undelivered
union all
select * from rules
