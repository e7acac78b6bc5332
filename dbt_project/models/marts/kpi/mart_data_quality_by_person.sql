{% set dimensions = ['timeliness', 'completeness', 'validity', 'uniqueness'] %}

-- Ranked by the lower bound, so that one good record does not beat ninety; too few records are not ranked at all.
with scores as (
    select
        source,
        subject_id as person_id,
        period_type,
        period_start,
        cast(sum({{ exact('dimension_weight * score') }}) as double) / sum(dimension_weight) as score,
        cast(sum({{ exact('dimension_weight * score_lower_bound') }}) as double) / sum(dimension_weight)
            as score_lower_bound,
        {% for dimension in dimensions %}
        max(case when dimension = '{{ dimension }}' then score end) as {{ dimension }}_score,
        max(case when dimension = '{{ dimension }}' then assessed_count else 0 end) as {{ dimension }}_assessed_count,
        max(case when dimension = '{{ dimension }}' then failed_count else 0 end) as {{ dimension }}_failed_count,
        {% endfor %}
        cast(sum(failed_count) as bigint) as failed_count
    from {{ ref('kpi_data_quality_scores') }}
    where subject_type = 'person'
    group by source, subject_id, period_type, period_start
),

entries as (
    select
        source,
        subject_id as person_id,
        period_type,
        period_start,
        cast(sum(case when component = 'records_entered' then value end) as bigint) as record_count,
        cast(coalesce(sum(case when component = 'records_due' then value end), 0) as bigint) as timed_count
    from {{ ref('kpi_rollups') }}
    where subject_type = 'person' and component in ('records_entered', 'records_due')
    group by source, subject_id, period_type, period_start
),

latest_names as (
    select source, employee_id, name
    from {{ ref('dim_employee') }}
    where is_current
),

joined as (
    select
        entries.source,
        entries.person_id,
        latest_names.name as person_name,
        entries.period_type,
        entries.period_start,
        entries.record_count,
        entries.record_count - entries.timed_count as timeliness_not_assessed_count,
        scores.* exclude (source, person_id, period_type, period_start),
        case
            when entries.person_id = '(nobody)' then 'unattributed'
            when scores.score is null then 'not assessed'
            when entries.record_count < {{ var('min_sample') }} then 'too few'
            else 'ranked'
        end as standing
    from entries
    left join scores
        on entries.source = scores.source and entries.person_id = scores.person_id
            and entries.period_type = scores.period_type and entries.period_start = scores.period_start
    left join latest_names
        on entries.source = latest_names.source and entries.person_id = latest_names.employee_id
)

select
    *,
    case when standing = 'ranked' then rank() over (
                partition by source, period_type, period_start, standing order by score_lower_bound desc
            )
    end as rank
from joined
