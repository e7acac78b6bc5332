{{ config(materialized='view') }}
{% set by_product = {'product': 'product_id', 'product_category': 'product_category'} %}

-- What a week will bring is what the last extract before it showed; beside it stands what was won, once it is over.
with weeks as (
    select
        seen.source,
        min(seen.extract_date) as first_date,
        max(extracts.extract_date) as last_date
    from {{ ref('kpi_open_deals') }} as seen
    inner join {{ ref('int_entities__last_extracts') }} as extracts
        on seen.source = extracts.source and extracts.entity = 'opportunities'
    group by seen.source
),

due as (
    select
        *,
        cast(date_trunc('week', close_date) as date) as week_start
    from {{ ref('kpi_open_deals') }}
    where is_open
),

forecasts as (
    select
        due.*,
        due.amount * due.probability as forecast_amount
    from due
    inner join weeks on due.source = weeks.source
    where due.extract_date < due.week_start and coalesce(due.next_date >= due.week_start, true)
        and weeks.last_date > due.week_start + interval 5 day
),

outcomes as (
    select
        *,
        cast(date_trunc('week', changed_date) as date) as week_start
    from {{ ref('int_opportunity_outcomes__counted') }}
    where stage = 'won'
),

won as (
    select
        outcomes.source,
        outcomes.stage_change_id,
        outcomes.owner_id,
        outcomes.changed_date,
        opportunities.product_id,
        products.category as product_category,
        outcomes.amount
    from outcomes
    inner join weeks on outcomes.source = weeks.source
    inner join {{ ref('fct_opportunities') }} as opportunities
        on outcomes.source = opportunities.source and outcomes.opportunity_id = opportunities.opportunity_id
    left join {{ ref('dim_product') }} as products
        on opportunities.company = products.company and opportunities.product_id = products.product_id
    where not opportunities.is_deleted and opportunities.is_in_reporting_currency
        and weeks.first_date < outcomes.week_start and weeks.last_date > outcomes.week_start + interval 5 day
)

{{ counted(
    from='forecasts', entity='opportunities', key='opportunity_id', person='owner_id', date='close_date',
    of={
        'forecast_amount': 'forecast_amount',
        'won_in_forecast_weeks': 'case when forecast_amount is not null then 0 end',
    },
    cuts=by_product,
) }}
union all
{{ counted(
    from='won', entity='opportunity_stage_changes', key='stage_change_id', person='owner_id', date='changed_date',
    of={'won_in_forecast_weeks': 'amount'}, cuts=by_product,
) }}
