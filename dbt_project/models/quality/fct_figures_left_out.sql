{{ config(materialized='view') }}
{% set in_another_currency %}case
            when is_in_reporting_currency is null then 'the source has no row in reporting_currencies.csv'
            else 'not in the reporting currency of the source: ' || currency
        end{% endset %}
{% set of_one_relation = [
    {'rule': 'total_sales', 'entity': 'opportunities', 'relation': 'fct_opportunities', 'reason': in_another_currency,
        'condition': 'coalesce(not is_in_reporting_currency, true) and opportunity_amount is not null'},
    {'rule': 'sales_expense', 'entity': 'expenses', 'relation': 'fct_expenses', 'reason': in_another_currency,
        'condition': 'not is_deleted and coalesce(not is_in_reporting_currency, true) and expense_amount is not null'},
    {'rule': 'order_capture_rate', 'entity': 'ledger_orders', 'relation': 'fct_order_capture',
        'reason': "'it does not say when it was booked, or a day that means nothing'",
        'condition': 'booked_date is null'},
    {'rule': 'quota', 'entity': 'quotas', 'relation': 'int_quotas__checked', 'reason': 'not_counted_reason',
        'condition': 'not_counted_reason is not null'},
    {'rule': 'campaign_cost_amount', 'entity': 'campaigns', 'relation': 'dim_campaign',
        'reason': "'the source has no row in reporting_currencies.csv'",
        'condition': 'cost_amount is not null and currency is null and not is_deleted'},
    {'rule': 'total_sales', 'entity': 'opportunities', 'relation': 'fct_opportunities',
        'reason': "'the source has delivered no opportunity_stage_changes'",
        'condition': 'source not in (select source from ' ~ ref('fct_opportunity_stage_changes') ~ ')'},
    {'rule': 'inbound_calls', 'entity': 'calls', 'relation': 'fct_calls', 'reason': "case
            when offered_date is null then 'it does not say when it came in, or a day that means nothing'
            else 'call_direction is none of inbound, outbound'
        end", 'condition': 'offered_date is null or call_direction is null'},
    {'rule': 'satisfied_rate', 'entity': 'surveys', 'relation': 'fct_surveys', 'reason': "case
            when answered_date is null then 'it does not say when it was answered, or a day that means nothing'
            when survey_kind is null then 'survey_kind is none of satisfaction, recommendation, effort'
            else 'its score does not lie on its scale'
        end", 'condition': '(score is not null or answered_at is not null)
        and (answered_date is null or survey_kind is null or score is null)'},
] %}
-- What figures leave out: amounts that cannot be added; deals where nobody delivers the changes of stage, from which
-- wins and losses are counted; changes of deals that nobody delivers, or to unknown stages; orders and calls in no
-- period; lines and returns of orders that are not there or of which nobody says what they cost; quotas and expenses
-- that cannot be counted; answers on no scale; members of campaigns that are not there or have not begun.
with figures as (
    {% for figure in of_one_relation %}
    select
        source,
        '{{ figure.rule }}' as rule_id,
        '{{ figure.entity }}' as entity,
        {{ figure.reason }} as reason
    from {{ ref(figure.relation) }}
    where {{ figure.condition }}
    union all
    {% endfor %}
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
        members.source,
        'campaign_response_rate' as rule_id,
        'campaign_members' as entity,
        case
            when campaigns.campaign_id is null then 'its campaign has not been delivered'
            when campaigns.is_deleted then 'its campaign is deleted'
            else 'its campaign has not begun, or starts on a day that means nothing'
        end as reason
    from {{ ref('fct_campaign_members') }} as members
    left join {{ ref('dim_campaign') }} as campaigns
        on members.company = campaigns.company and members.campaign_id = campaigns.campaign_id
    where coalesce(campaigns.is_deleted, true) or campaigns.began_date is null
)

select
    source,
    rule_id,
    entity,
    reason,
    count(*) as record_count
from figures
group by source, rule_id, entity, reason
