{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook=[
        '{{ forget(is_in_changed_period("held") ~ " and " ~ stock_of("held") ~ " is null") }}',
        '{{ forget(is_in_changed_stock("held", stock_of("held"))) }}',
    ]
) }}
{% set key = ['source', 'subject_type', 'subject_id', 'period_type', 'period_start'] %}
with kpis as (
    select * from {{ ref('kpi_subjects') }}
),

counts as (
    select * from {{ ref('kpi_rollups') }}
    where {{ is_in_changed_period('kpi_rollups') }}
    union all
    select * from {{ ref('kpi_distinct_counts') }}
    where {{ is_in_changed_period('kpi_distinct_counts') }}
),

-- A subject has a figure where its base was seen: the denominator of a ratio, or what says that a sum of 0 is a true 0.
bases as (
    select
        kpis.kpi_id,
        kpis.kind,
        kpis.numerator,
        counts.{{ key | join(', counts.') }},
        counts.value as base,
        counts.record_count
    from kpis
    inner join counts on kpis.denominator = counts.component and kpis.subject_type = counts.subject_type
),

additive as (
    select
        bases.kpi_id,
        bases.{{ key | join(', bases.') }},
        cast(coalesce(numerators.value, 0) as double) as numerator,
        case when bases.kind in ('ratio', 'quotient', 'accuracy') then cast(bases.base as double) end as denominator,
        case
            when bases.kind in ('sum', 'distinct') then cast(coalesce(numerators.value, 0) as double)
            -- So many of one thing for each of another: no share, so it may exceed 1.
            when bases.kind = 'quotient' then cast(coalesce(numerators.value, 0) as double) / nullif(bases.base, 0)
            -- Of what did not come to anything, no forecast can be said to be so and so far off.
            when bases.kind = 'accuracy'
                then 1 - abs(cast(coalesce(numerators.value, 0) as double) - bases.base)
                    / case when bases.base > 0 then bases.base end
            -- What was taken back can exceed what came in a period: then there is no share to speak of.
            when coalesce(numerators.value, 0) between 0 and bases.base
                then cast(coalesce(numerators.value, 0) as double) / nullif(bases.base, 0)
        end as value,
        bases.record_count
    from bases
    left join counts as numerators
        on bases.numerator = numerators.component and bases.source = numerators.source
            and bases.subject_type = numerators.subject_type and bases.subject_id = numerators.subject_id
            and bases.period_type = numerators.period_type and bases.period_start = numerators.period_start
),

quantiles as (
    select
        kpis.kpi_id,
        observed.{{ key | join(', observed.') }},
        null as numerator,
        null as denominator,
        case kpis.kind when 'median' then observed.median_value else observed.p90_value end as value,
        observed.record_count
    from kpis
    inner join {{ ref('kpi_quantiles') }} as observed
        on kpis.numerator = observed.component and kpis.subject_type = observed.subject_type
    where kpis.kind in ('median', 'p90') and {{ is_in_changed_period('observed') }}
),

-- What is open goes on through later periods, in which nothing need have happened.
stocks as (
    select
        kpis.kpi_id,
        stocks.{{ key | join(', stocks.') }},
        cast(case kpis.kind when 'stock' then stocks.value else stocks.days_sum end as double) as numerator,
        case kpis.kind when 'average_stock' then cast(stocks.day_count as double) end as denominator,
        case kpis.kind
            when 'stock' then cast(stocks.value as double)
            else cast(stocks.days_sum as double) / stocks.day_count
        end as value,
        null as record_count
    from kpis
    inner join {{ ref('kpi_stocks') }} as stocks
        on kpis.numerator = stocks.component and kpis.subject_type = stocks.subject_type
    where kpis.kind in ('stock', 'average_stock') and {{ is_in_changed_stock('stocks') }}
),

scores as (
    select
        kpis.kpi_id,
        scores.{{ key | join(', scores.') }},
        cast(sum({{ exact('scores.dimension_weight * scores.score') }}) as double) as numerator,
        cast(sum(scores.dimension_weight) as double) as denominator,
        cast(sum({{ exact('scores.dimension_weight * scores.score') }}) as double)
        / sum(scores.dimension_weight) as value,
        cast(sum(scores.assessed_count) as bigint) as record_count
    from kpis
    inner join {{ ref('kpi_data_quality_scores') }} as scores on kpis.subject_type = scores.subject_type
    where kpis.kind = 'composite' and scores.is_scored and {{ is_in_changed_period('scores') }}
    group by kpis.kpi_id, scores.{{ key | join(', scores.') }}
)

select * from additive
union all
select * from quantiles
union all
select * from stocks
union all
select * from scores
order by period_start
