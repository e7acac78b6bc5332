-- A cause for each part of a difference, so that the causes add up to it: what new extracts say, as the rows tell; then
-- failures that are excused, or not any more; and what is left restates what was known.
{% set key = ['source', 'month_start', 'person_id', 'dimension', 'weight'] %}
{% set excused = '(waived_change - fresh_waived_change)' %}
with causes as (
    select unnest(['first', 'new_records', 'repairs', 'waivers', 'restated', 'weighed anew']) as part
),

caused as (
    select
        differences.{{ key | join(', differences.') }},
        code,
        matches,
        dimension_weight,
        min_dimension_sample,
        case part when 'restated' then reason when 'weighed anew' then policy_reason else part end as cause,
        case part
            when 'first' then asked_change
            when 'new_records' then fresh_asked_change
            when 'restated' then asked_change - fresh_asked_change
            else 0
        end as asked_change,
        case part
            when 'first' then failed_change
            when 'new_records' then fresh_failed_change
            when 'repairs' then -repaired_count
            when 'waivers' then -{{ excused }}
            when 'restated' then failed_change - fresh_failed_change + repaired_count + {{ excused }}
            else 0
        end as failed_change,
        case part
            when 'first' then waived_change
            when 'new_records' then fresh_waived_change
            when 'waivers' then {{ excused }}
            else 0
        end as waived_change,
        part = 'weighed anew' as is_weighed_anew
    from {{ ref('kpi_score_differences') }} as differences
    inner join causes
        on is_first = (part = 'first') and (part != 'weighed anew' or differences.is_weighed_anew)
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
