{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_period("held")) }}'
) }}
-- depends_on: {{ ref('fct_score_policy_problems') }}
-- A dimension takes part in the score once enough was judged in it; what is waived is in neither count.
{% set scope = ['source', 'team_id', 'role', 'office_id'] %}
with components as (
    select *
    from (values {{ quality_components() | join(', ') }}) as components (component, dimension, outcome)  -- noqa: AL05
),

counts as (
    select
        rollups.source,
        rollups.subject_type,
        rollups.subject_id,
        rollups.period_type,
        rollups.period_start,
        components.dimension,
        sum(case when components.outcome = 'assessed' then rollups.value end) as assessed_weight,
        sum(case when components.outcome = 'passed' then rollups.value else 0 end) as passed_weight,
        {% for outcome in ['assessed', 'passed', 'waived', 'open'] %}
        sum(case when components.outcome = '{{ outcome }}' then rollups.record_count else 0 end) as {{ outcome }}_count
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('kpi_rollups') }} as rollups
    inner join components on rollups.component = components.component
    where {{ is_in_changed_period('rollups') }}
    group by
        rollups.source, rollups.subject_type, rollups.subject_id, rollups.period_type, rollups.period_start,
        components.dimension
),

-- Policies are looked up for the person's place in the company when the period began; a team of today is looked up like
-- the team it is.
placed as (
    select
        counts.*,
        coalesce(employees.role, '(none)') as role,
        case counts.subject_type
            when 'person' then coalesce(employees.team_id, '(none)')
            when 'team' then counts.subject_id
            when 'current_team' then counts.subject_id
            else '(none)'
        end as team_id,
        case counts.subject_type
            when 'person' then coalesce(employees.office_id, '(none)')
            when 'office' then counts.subject_id
            else '(none)'
        end as office_id
    from counts
    left join {{ ref('dim_employee') }} as employees
        on counts.source = employees.company
            and case counts.subject_type when 'person' then counts.subject_id end = employees.person_id
            and counts.period_start >= employees.valid_from and counts.period_start < employees.valid_to
),

places as (
    select distinct source, role, team_id, office_id, period_start from placed
),

{% set place = ['source', 'role', 'team_id', 'office_id', 'period_start'] %}
weights as (
    {{ with_policy(
        'places', 'dimension_weights', named=scope, day='period_start', keys=place, each=['dimension'],
        columns=['dimension', 'weight']
    ) }}
),

samples as (
    {{ with_policy(
        'places', 'score_policies', named=scope, day='period_start', keys=place,
        columns=['policy_id', 'min_sample', 'min_dimension_sample']
    ) }}
)

select
    placed.source,
    placed.subject_type,
    placed.subject_id,
    placed.period_type,
    placed.period_start,
    placed.dimension,
    cast(weights.weight as integer) as dimension_weight,
    cast(placed.assessed_count as bigint) as assessed_count,
    cast(placed.passed_count as bigint) as passed_count,
    cast(placed.assessed_count - placed.passed_count as bigint) as failed_count,
    cast(placed.waived_count as bigint) as waived_count,
    cast(placed.open_count as bigint) as open_count,
    {% set score = 'cast(placed.passed_weight as double) / nullif(placed.assessed_weight, 0)' %}
    {% set judgements = 'nullif(placed.assessed_count, 0)' %}
    cast(placed.assessed_weight as double) as assessed_weight,
    {{ score }} as score,
    {{ wilson_lower_bound(score, judgements) }} as score_lower_bound,
    {{ wilson_upper_bound(score, judgements) }} as score_upper_bound,
    placed.assessed_weight > 0 and placed.assessed_count >= samples.min_dimension_sample as is_scored,
    samples.policy_id,
    cast(samples.min_sample as integer) as min_sample,
    cast(samples.min_dimension_sample as integer) as min_dimension_sample
from placed
inner join weights
    on placed.source = weights.source and placed.role = weights.role and placed.team_id = weights.team_id
        and placed.office_id = weights.office_id and placed.period_start = weights.period_start
        and placed.dimension = weights.dimension
inner join samples
    on placed.source = samples.source and placed.role = samples.role and placed.team_id = samples.team_id
        and placed.office_id = samples.office_id and placed.period_start = samples.period_start
-- Somebody all of whose failures are waived has no score, but the waivers are seen.
where placed.assessed_count + placed.waived_count > 0
order by placed.period_start
