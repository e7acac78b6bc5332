{{ config(materialized='view') }}

-- What the scores of past months are made of, and how much of it came with extracts that nobody has seen yet. What
-- weighs nothing is no judgement.
{% set key = ['source', 'month_start', 'person_id', 'dimension', 'weight'] %}
{% set counts = ['asked', 'failed', 'waived', 'fresh_asked', 'fresh_failed', 'fresh_waived', 'repaired'] %}
with months as (
    select * from {{ ref('kpi_score_months') }}
),

results as (
    select
        rule_id,
        source,
        event_date,
        accountable_person_id,
        dimension,
        weight,
        assessed_count + waived_count as asked,
        failed_count as failed,
        waived_count as waived,
        0 as fresh_asked,
        0 as fresh_failed,
        0 as fresh_waived,
        0 as repaired
    from {{ ref('kpi_weighted_results') }}
    union all
    select
        fresh.rule_id,
        fresh.source,
        fresh.event_date,
        fresh.accountable_id,
        rules.dimension,
        coalesce(own.weight, rules.weight),
        0,
        0,
        0,
        fresh.asked_change,
        fresh.failed_change,
        fresh.waived_change,
        fresh.repaired_count
    from {{ ref('fct_fresh_results') }} as fresh
    inner join {{ ref('dim_rule') }} as rules on fresh.rule_id = rules.rule_id
    left join {{ ref('kpi_rule_weights') }} as own
        on fresh.rule_id = own.rule_id and fresh.source = own.source and fresh.entity = own.entity
            and fresh.event_date = own.event_date
            and fresh.accountable_id is not distinct from own.accountable_person_id
),

placed as (
    select
        systems.company as source,
        months.month_start,
        coalesce(results.accountable_person_id, '(nobody)') as person_id,
        results.dimension,
        cast(results.weight as decimal(18, 6)) as weight,
        {{ counts | join(', ') }}
    from results
    inner join {{ ref('int_sources__declared') }} as systems on results.source = systems.source
    inner join months
        on systems.company = months.source
            and results.event_date >= months.month_start
            and results.event_date < months.month_start + interval 1 month
    where results.weight > 0
),

summed as (
    select
        {{ key | join(', ') }},
        {% for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }}_count{% if not loop.last %},{% endif %}
        {% endfor %}
    from placed
    group by {{ key | join(', ') }}
)

select
    summed.*,
    scores.dimension_weight,
    scores.min_dimension_sample
from summed
left join {{ ref('kpi_data_quality_scores') }} as scores
    on summed.source = scores.source and scores.subject_type = 'person' and summed.person_id = scores.subject_id
        and scores.period_type = 'month' and summed.month_start = scores.period_start
        and summed.dimension = scores.dimension
