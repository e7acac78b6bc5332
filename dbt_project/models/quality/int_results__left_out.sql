with amounts as (
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

-- Whatever a change says, of a deal that nobody delivers neither the outcome nor the amount counts.
absent_deals as (
    select
        changes.source,
        'total_sales' as rule_id,
        'opportunity_stage_changes' as entity,
        case
            when opportunities.source is null then 'its opportunity has not been delivered'
            else 'its opportunity is deleted'
        end as reason,
        count(*) as record_count
    from {{ ref('fct_opportunity_stage_changes') }} as changes
    left join {{ ref('fct_opportunities') }} as opportunities
        on changes.source = opportunities.source and changes.opportunity_id = opportunities.opportunity_id
    where not changes.is_deleted and coalesce(opportunities.is_deleted, true)
    group by changes.source, opportunities.source is null
),

-- What nobody has dated, or dated so that it means nothing, is in no period.
undated_orders as (
    select
        source,
        'order_capture_rate' as rule_id,
        'ledger_orders' as entity,
        'it does not say when it was booked, or a day that means nothing' as reason,
        count(*) as record_count
    from {{ ref('fct_order_capture') }}
    where booked_date is null
    group by source
)

select * from amounts
union all
select * from stage_changes
union all
select * from absent_deals
union all
select * from undated_orders
