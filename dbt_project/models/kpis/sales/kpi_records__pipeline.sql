{{ config(materialized='view') }}
{% set by_product = {'product': 'product_id', 'product_category': 'product_category'} %}

-- What is open is the book of each day: an extract shows it as it stood, and what it shows differently comes and goes.
-- How good probabilities are is told by the last one of each deal before it was closed.
with followed as (
    select * from {{ ref('kpi_open_deals') }}
),

movements as (
    select
        *,
        extract_date as date,
        amount as change_amount
    from followed
    union all
    select
        *,
        next_date,
        -amount
    from followed
),

due as (
    select * from followed
    where next_date is null
),

foreseen as (
    select
        source,
        opportunity_id,
        max_by(
            case when is_open then probability end, case when is_open and probability is not null then extract_date end
        ) as probability,
        case when min(case when is_watched then 1 else 0 end) = 1 then count(case when is_pushed then 1 end) end
            as push_count
    from followed
    group by source, opportunity_id
),

deals as (
    select
        opportunities.*,
        foreseen.probability,
        case when opportunities.opened_at is not null then foreseen.push_count end as push_count,
        cast(case when opportunities.is_won then 1 else 0 end as decimal(9, 8)) as won
    from {{ ref('fct_opportunities') }} as opportunities
    left join foreseen
        on opportunities.source = foreseen.source and opportunities.opportunity_id = foreseen.opportunity_id
    where not opportunities.is_deleted
),

banded as (
    select
        *,
        cast(least(floor(probability * 10), 9) * 10 as integer) as band
    from deals
    where probability is not null and closed_date is not null
)

{{ counted(from='movements', entity='opportunities', key='opportunity_id', person='owner_id', date='date', of={
    'open_pipeline_change': 'change_amount',
    'weighted_pipeline_change': 'change_amount * probability',
}, cuts=by_product) }}
union all
{{ counted(from='due', entity='opportunities', key='opportunity_id', person='owner_id', date='close_date', of={
    'due_pipeline_amount': 'amount',
}, cuts=by_product) }}
union all
{{ counted(
    from='deals', entity='opportunities', key='opportunity_id', person='owner_person_id', date='opened_date',
    of={'watched_deals': 'case when push_count is not null then 1 end', 'close_date_pushes': 'push_count'},
) }}
union all
{{ counted(
    from='banded', entity='opportunities', key='opportunity_id', person='owner_person_id', date='closed_date', of={
        'foreseen_deals': '1',
        'foreseen_wins': 'won',
        'foreseen_probability': 'probability',
        'foreseen_squared_errors': '(probability - won) * (probability - won)',
    }, cuts={'probability_band': 'band'},
) }}
