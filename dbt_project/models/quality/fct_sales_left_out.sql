{{ config(materialized='view') }}

-- Amounts that cannot be added; deals where nobody delivers the changes of stage, from which wins and losses are
-- counted; changes of deals that nobody delivers, or to unknown stages; orders in no period; lines and returns of
-- orders that are not there or of which nobody says what they cost; quotas, expenses and quotes that cannot be counted.
with figures as (
    select
        source,
        'total_sales' as rule_id,
        'opportunities' as entity,
        {{ why_not_added() }} as reason
    from {{ ref('fct_opportunities') }}
    where coalesce(not is_in_reporting_currency, true) and opportunity_amount is not null
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
    union all
    select
        lines.source,
        'order_sales' as rule_id,
        'order_lines' as entity,
        case
            when orders.source is null then 'its order has not been delivered'
            when orders.is_deleted then 'its order is deleted'
            when lines.line_amount is null then 'it does not say what it costs'
            else 'the source has no row in reporting_currencies.csv'
        end as reason
    from {{ ref('fct_order_lines') }} as lines
    left join {{ ref('fct_orders') }} as orders on lines.source = orders.source and lines.order_id = orders.order_id
    where not lines.is_deleted
        and (coalesce(orders.is_deleted, true) or lines.line_amount is null or lines.currency is null)
    union all
    select
        returns.source,
        'net_order_sales' as rule_id,
        'returns' as entity,
        case
            when orders.source is null then 'its order line or order has not been delivered'
            when orders.is_deleted then 'its order is deleted'
            when returns.returned_date is null then 'it does not say when it was, or a day that means nothing'
            when returns.return_amount is null then 'it does not say what was paid back'
            else 'the source has no row in reporting_currencies.csv'
        end as reason
    from {{ ref('fct_returns') }} as returns
    left join {{ ref('fct_orders') }} as orders on returns.source = orders.source and returns.order_id = orders.order_id
    where coalesce(orders.is_deleted, true) or returns.returned_date is null or returns.return_amount is null
        or returns.currency is null
    union all
    select
        source,
        'quota' as rule_id,
        'quotas' as entity,
        not_counted_reason as reason
    from {{ ref('int_quotas__checked') }}
    where not_counted_reason is not null
    union all
    select
        source,
        'sales_expense' as rule_id,
        'expenses' as entity,
        {{ why_not_added() }} as reason
    from {{ ref('fct_expenses') }}
    where not is_deleted and coalesce(not is_in_reporting_currency, true) and expense_amount is not null
    union all
    select
        source,
        'quoted_amount' as rule_id,
        'quotes' as entity,
        {{ why_not_added() }} as reason
    from {{ ref('fct_quotes') }}
    where is_issued and not is_deleted and coalesce(not is_in_reporting_currency, true) and quote_amount is not null
)

select
    source,
    rule_id,
    entity,
    reason,
    count(*) as record_count
from figures
group by source, rule_id, entity, reason
