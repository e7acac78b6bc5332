-- The weighted mean of the assessed dimensions; a dimension that nothing was assessed in takes no part.
with counts as (
    select
        rollups.source,
        rollups.subject_type,
        rollups.subject_id,
        rollups.period_type,
        rollups.period_start,
        weights.dimension,
        max(weights.weight) as dimension_weight,
        sum(case when rollups.component like '%assessed' then rollups.value end) as assessed_weight,
        sum(case when rollups.component like '%passed' then rollups.value else 0 end) as passed_weight,
        sum(case when rollups.component like '%assessed' then rollups.record_count end) as assessed_count,
        sum(case when rollups.component like '%passed' then rollups.record_count else 0 end) as passed_count
    from {{ ref('kpi_rollups') }} as rollups
    inner join {{ ref('dimension_weights') }} as weights
        on rollups.component in (weights.dimension || '_assessed', weights.dimension || '_passed')
            and rollups.period_start between weights.valid_from and weights.valid_to
    group by
        rollups.source, rollups.subject_type, rollups.subject_id, rollups.period_type, rollups.period_start,
        weights.dimension
)

select
    source,
    subject_type,
    subject_id,
    period_type,
    period_start,
    dimension,
    dimension_weight,
    cast(assessed_count as bigint) as assessed_count,
    cast(passed_count as bigint) as passed_count,
    cast(assessed_count - passed_count as bigint) as failed_count,
    {% set score = 'cast(passed_weight as double) / assessed_weight' %}
    {{ score }} as score,
    {{ wilson_lower_bound(score, 'assessed_count') }} as score_lower_bound
from counts
where assessed_weight > 0
