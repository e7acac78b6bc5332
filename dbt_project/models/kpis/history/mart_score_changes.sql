-- One cause after the other, in one order, so that the changes of a publication add up to what it changed. The score is
-- that of kpi_standings, of the counts as they stood after each step; where there is none, it is 0.
{% set ranks = ['first', 'rules', 'people', 'leave', 'other', 'waivers', 'repairs', 'new_records'] %}
{% set order = 'changes.step, changes.as_of, changes.revision, changes.cause, changes.weight' %}
{% set subject = ['source', 'month_start', 'person_id'] %}
with recorded as (
    {% for relation in ['int_score_changes__kept', 'kpi_score_changes__new'] %}
    select
        as_of,
        revision,
        {{ subject | join(', ') }},
        dimension,
        weight,
        cause,
        asked_change,
        failed_change,
        waived_change,
        dimension_weight,
        min_dimension_sample
    from {{ ref(relation) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

changes as (
    select
        *,
        dense_rank() over (
            partition by {{ subject | join(', ') }}
            order by
                as_of, revision,
                case cause
                    {% for cause in ranks %}
                    when '{{ cause }}' then {{ loop.index }}
                    {% endfor %}
                end
        ) as step,
        bool_and(cause = 'first') over (partition by {{ subject | join(', ') }}) as is_untouched
    from recorded
),

steps as (
    select
        {{ subject | join(', ') }},
        step,
        as_of,
        revision,
        cause,
        sum(asked_change - waived_change) as assessed_change,
        sum(failed_change) as failed_change,
        sum(waived_change) as waived_change
    from changes
    where not is_untouched
    group by {{ subject | join(', ') }}, step, as_of, revision, cause
),

dimensions as (
    select
        steps.{{ subject | join(', steps.') }},
        steps.step,
        changes.dimension,
        sum(changes.asked_change - changes.waived_change) as assessed_count,
        sum(changes.weight * (changes.asked_change - changes.waived_change)) as assessed_weight,
        sum(changes.weight * (changes.asked_change - changes.waived_change - changes.failed_change)) as passed_weight,
        max_by(changes.dimension_weight, ({{ order }})) as dimension_weight,
        max_by(changes.min_dimension_sample, ({{ order }})) as min_dimension_sample
    from steps
    inner join changes
        on steps.source = changes.source and steps.month_start = changes.month_start
            and steps.person_id = changes.person_id and steps.step >= changes.step
    group by steps.{{ subject | join(', steps.') }}, steps.step, changes.dimension
),

scores as (
    select
        {{ subject | join(', ') }},
        step,
        -- Between two causes stand counts that nobody has published: no share of them is below 0 or above 1.
        sum(dimension_weight * least(greatest(cast(passed_weight as double) / assessed_weight, 0), 1))
        / nullif(sum(dimension_weight), 0) as score
    from dimensions
    where assessed_weight > 0 and assessed_count >= min_dimension_sample
    group by {{ subject | join(', ') }}, step
),

scored as (
    select
        steps.*,
        cast(coalesce(scores.score, 0) as decimal(9, 8)) as score_after
    from steps
    left join scores
        on steps.source = scores.source and steps.month_start = scores.month_start
            and steps.person_id = scores.person_id and steps.step = scores.step
),

compared as (
    select
        *,
        lag(score_after, 1, 0) over (
            partition by {{ subject | join(', ') }}
            order by step, as_of, revision, cause
        ) as score_before
    from scored
)

select
    as_of,
    revision,
    {{ subject | join(', ') }},
    cause,
    cast(assessed_change as bigint) as assessed_change,
    cast(failed_change as bigint) as failed_change,
    cast(waived_change as bigint) as waived_change,
    cast(score_before as decimal(9, 8)) as score_before,
    score_after,
    cast(score_after - score_before as decimal(9, 8)) as score_change
from compared
where cause != 'first'
