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
        reason,
        count(*) as record_count
    from (
        select
            source,
            case
                when is_in_reporting_currency is null then 'the source has no row in reporting_currencies.csv'
                else 'not in the reporting currency of the source: ' || currency
            end as reason
        from {{ ref('fct_opportunities') }}
        where coalesce(not is_in_reporting_currency, true) and amount is not null
    ) as left_out
    group by source, reason
),

-- What was won and lost is counted from the changes of stage.
stage_changes as (
    select
        source,
        'total_sales' as rule_id,
        'opportunities' as entity,
        'the source has delivered no opportunity_stage_changes' as reason,
        count(*) as record_count
    from {{ ref('fct_opportunities') }}
    where source not in (select source from {{ ref('fct_opportunity_stage_changes') }})
    group by source
),

-- Rules and figures are about codes of ours: what staging has not mapped is asked nothing.
activity_types as (
    select
        source,
        'activity.account_present' as rule_id,
        'activities' as entity,
        'activity_type ' || coalesce(activity_type, '(none)')
        || ' is none of call, visit, email, follow_up, nothing_to_report' as reason,
        count(*) as record_count
    from {{ ref('fct_activities') }}
    where not is_deleted
        and coalesce(activity_type, '(none)') not in ('call', 'visit', 'email', 'follow_up', 'nothing_to_report')
    group by source, activity_type
),

stages as (
    select
        source,
        'opportunity.amount_positive' as rule_id,
        'opportunities' as entity,
        'stage ' || coalesce(stage, '(none)') || ' is none of opportunity_stages.csv' as reason,
        count(*) as record_count
    from {{ ref('fct_opportunities') }} as opportunities
    where not is_deleted
        and not exists (
            select 1 from {{ ref('opportunity_stages') }} as stages
            where stages.stage = opportunities.stage
        )
    group by source, stage
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
select * from stage_changes
union all
select * from activity_types
union all
select * from stages
union all
select * from rules
