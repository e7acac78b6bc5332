{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_period("held")) }}'
) }}

{% set dimensions = ['timeliness', 'completeness', 'validity', 'uniqueness'] %}
{% set key = ['source', 'subject_type', 'subject_id', 'period_type', 'period_start'] %}
{% set weight = 'case when is_scored then dimension_weight end' %}

-- Ranked by the lower bound, so that one good record does not beat ninety; too few records are not ranked at all. A day
-- in the field without a word is one late record, so whoever enters nothing is ranked all the same.
with scores as (
    select
        {{ key | join(', ') }},
        {% for value in ['score', 'score_lower_bound', 'score_upper_bound'] %}
        cast(sum({{ exact('case when is_scored then dimension_weight * ' ~ value ~ ' end') }}) as double)
        / sum({{ weight }}) as {{ value }},
        {% endfor %}
        {% for dimension in dimensions %}
        max(case when dimension = '{{ dimension }}' then score end) as {{ dimension }}_score,
        max(case when dimension = '{{ dimension }}' then assessed_count else 0 end) as {{ dimension }}_assessed_count,
        max(case when dimension = '{{ dimension }}' then failed_count else 0 end) as {{ dimension }}_failed_count,
        {% endfor %}
        sum(assessed_count) as assessed_count,
        cast(sum(failed_count) as bigint) as failed_count,
        cast(sum(waived_count) as bigint) as waived_count,
        cast(sum(open_count) as bigint) as open_count,
        max(min_sample) as min_sample
    from {{ ref('kpi_data_quality_scores') }}
    where {{ is_in_changed_period('kpi_data_quality_scores') }}
    group by {{ key | join(', ') }}
),

{% set counted = {
    'record_count': 'records_entered', 'timed_count': 'records_due', 'waived_lateness_count': 'records_waived',
    'platform_fault_count': 'records_platform_fault', 'provisional_count': 'records_provisional',
    'unreported_day_count': 'days_unreported',
} %}
entries as (
    select
        {{ key | join(', ') }},
        {% for name, component in counted.items() %}
        cast(sum(case when component = '{{ component }}' then value else 0 end) as bigint) as {{ name }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('kpi_rollups') }}
    where component in (
            {% for component in counted.values() %}'{{ component }}'{% if not loop.last %},
            {% endif %}{% endfor %}
        )
        and {{ is_in_changed_period('kpi_rollups') }}
    group by {{ key | join(', ') }}
),

subjects as (
    select {{ key | join(', ') }} from entries
    union
    select {{ key | join(', ') }} from scores
),

joined as (
    select
        {% for column in key %}subjects.{{ column }},
        {% endfor %}
        coalesce(entries.record_count, 0) as record_count,
        coalesce(entries.unreported_day_count, 0) as unreported_day_count,
        coalesce(entries.record_count - entries.timed_count - entries.waived_lateness_count, 0)
            as timeliness_not_assessed_count,
        coalesce(entries.platform_fault_count, 0) as platform_fault_count,
        coalesce(entries.provisional_count, 0) as provisional_count,
        scores.score,
        scores.score_lower_bound,
        scores.score_upper_bound,
        {% for dimension in dimensions %}
        scores.{{ dimension }}_score,
        scores.{{ dimension }}_assessed_count,
        scores.{{ dimension }}_failed_count,
        {% endfor %}
        scores.failed_count,
        scores.waived_count,
        scores.open_count,
        case
            when subjects.subject_id in ('(nobody)', '(none)') then 'unattributed'
            when coalesce(scores.assessed_count, 0) = 0 then 'not assessed'
            when scores.score is null then 'too few'
            when coalesce(entries.record_count + entries.unreported_day_count, 0) < scores.min_sample then 'too few'
            else 'ranked'
        end as standing
    from subjects
    left join entries
        on {% for column in key %}subjects.{{ column }} = entries.{{ column }}{% if not loop.last %}
            and {% endif %}{% endfor %}

    left join scores
        on {% for column in key %}subjects.{{ column }} = scores.{{ column }}{% if not loop.last %}
            and {% endif %}{% endfor %}
)

select
    *,
    case when standing = 'ranked' then rank() over (
                partition by source, subject_type, period_type, period_start, standing order by score_lower_bound desc
            )
    end as rank
from joined
order by period_start
