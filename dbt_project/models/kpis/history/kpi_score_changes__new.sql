-- A cause for each part of a difference, so that the causes add up to it: first what new extracts say, as the rows tell,
-- then failures excused or not any more, and what is left restates what was known.
{% set key = ['source', 'month_start', 'person_id', 'dimension', 'weight'] %}
{% set later = 'not is_first' %}
{% set excused = 'waived_change - fresh_waived_change' %}
with caused as (
    {% for cause, asked, failed, waived, condition in [
        ("'first'", 'asked_change', 'failed_change', 'waived_change', 'is_first'),
        ("'new_records'", 'fresh_asked_change', 'fresh_failed_change', 'fresh_waived_change', later),
        ("'repairs'", '0', '-repaired_count', '0', later),
        ("'waivers'", '0', '-(' ~ excused ~ ')', excused, later),
        (
            'reason', 'asked_change - fresh_asked_change',
            'failed_change - fresh_failed_change + repaired_count + ' ~ excused, '0', later
        ),
        ('policy_reason', '0', '0', '0', later ~ ' and is_weighed_anew'),
    ] %}
    select
        {{ key | join(', ') }},
        {{ cause }} as cause,
        {{ asked }} as asked_change,
        {{ failed }} as failed_change,
        {{ waived }} as waived_change,
        dimension_weight,
        min_dimension_sample,
        code,
        matches,
        {{ loop.last }} as is_weighed_anew
    from {{ ref('kpi_score_differences') }}
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

published as (
    select coalesce(max(revision), 0) + 1 as revision
    from {{ ref('int_score_changes__kept') }}
    where as_of = cast('{{ var("as_of") }}' as timestamp)
)

select
    cast('{{ var("as_of") }}' as timestamp) as as_of,
    published.revision,
    caused.code,
    caused.matches,
    caused.{{ key | join(', caused.') }},
    caused.cause,
    cast(sum(caused.asked_change) as bigint) as asked_change,
    cast(sum(caused.failed_change) as bigint) as failed_change,
    cast(sum(caused.waived_change) as bigint) as waived_change,
    caused.dimension_weight,
    caused.min_dimension_sample
from caused
cross join published
group by
    published.revision, caused.code, caused.matches, caused.{{ key | join(', caused.') }}, caused.cause,
    caused.dimension_weight, caused.min_dimension_sample
having
    bool_or(caused.is_weighed_anew)
    or sum(caused.asked_change) != 0 or sum(caused.failed_change) != 0 or sum(caused.waived_change) != 0
