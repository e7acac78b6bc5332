{{ config(materialized='view') }}

-- What past months are made of now against what was kept of them, and the reason for what new extracts do not tell: a
-- list that says otherwise of the person, else the code, else the lists of who is who.
{% set key = ['source', 'month_start', 'person_id', 'dimension', 'weight'] %}
{% set place = key[:-1] %}
{% set last = 'publications.as_of, publications.revision, publications.code, publications.matches' %}
with kept as (
    select * from {{ ref('int_score_changes__kept') }}
),

publications as (
    select distinct
        as_of,
        revision,
        code,
        matches
    from kept
),

months as materialized (
    select * from {{ ref('kpi_score_months') }}
),

parts as materialized (
    select * from {{ ref('kpi_score_parts') }}
),

build as (
    select
        begun.code,
        begun.matches,
        case
            when begun.code != max_by(publications.code, ({{ last }})) then 'rules'
            when begun.matches != max_by(publications.matches, ({{ last }})) then 'people'
        end as reason
    from {{ ref('int_builds__begun') }} as begun
    left join publications on true
    group by begun.code, begun.matches
),

{% set counts = ['asked', 'failed', 'waived'] %}
sides as (
    select
        {{ key | join(', ') }},
        {% for count in counts %}
        {{ count }}_count,
        fresh_{{ count }}_count,
        {% endfor %}
        repaired_count
    from parts
    union all
    select
        kept.{{ key | join(', kept.') }},
        {% for count in counts %}
        -kept.{{ count }}_change,
        0,
        {% endfor %}
        0
    from kept
    inner join months on kept.source = months.source and kept.month_start = months.month_start
),

compared as (
    select
        {{ key | join(', ') }},
        {% for count in counts %}
        sum({{ count }}_count) as {{ count }}_change,
        sum(fresh_{{ count }}_count) as fresh_{{ count }}_change,
        {% endfor %}
        sum(repaired_count) as repaired_count
    from sides
    group by {{ key | join(', ') }}
),

weights_before as (
    select
        {{ place | join(', ') }},
        max_by(dimension_weight, (as_of, revision, cause, weight)) as dimension_weight,
        max_by(min_dimension_sample, (as_of, revision, cause, weight)) as min_dimension_sample
    from kept
    group by {{ place | join(', ') }}
),

weights as (
    select distinct
        {{ place | join(', ') }},
        dimension_weight,
        min_dimension_sample
    from parts
)

select
    compared.*,
    months.is_first,
    build.code,
    build.matches,
    coalesce(changed.cause, build.reason, 'other') as reason,
    coalesce(build.reason, 'people') as policy_reason,
    coalesce(weights.dimension_weight, weights_before.dimension_weight) as dimension_weight,
    coalesce(weights.min_dimension_sample, weights_before.min_dimension_sample) as min_dimension_sample,
    coalesce(
        weights.dimension_weight != weights_before.dimension_weight
        or weights.min_dimension_sample != weights_before.min_dimension_sample, false
    ) as is_weighed_anew
from compared
inner join months on compared.source = months.source and compared.month_start = months.month_start
cross join build
left join weights
    on compared.source = weights.source and compared.month_start = weights.month_start
        and compared.person_id = weights.person_id and compared.dimension = weights.dimension
left join weights_before
    on compared.source = weights_before.source and compared.month_start = weights_before.month_start
        and compared.person_id = weights_before.person_id and compared.dimension = weights_before.dimension
left join {{ ref('kpi_changed_people') }} as changed
    on compared.source = changed.source and compared.month_start = changed.month_start
        and compared.person_id = changed.person_id
