with extract_days as (
    select distinct
        records.source,
        records.entity,
        extracts.extract_date
    from {{ ref('int_entities__declared') }} as records
    inner join {{ ref('int_extracts') }} as extracts on records.source = extracts.source
),

limited as (
    {{ with_policy(
        'extract_days', 'event_date_policies', named=['source', 'entity'], day='extract_date',
        keys=['source', 'entity', 'extract_date'], columns=['years_before', 'days_after'], kept=true
    ) }}
)

-- Without a policy only what no living person can have seen means nothing.
select
    source,
    entity,
    extract_date,
    coalesce(years_before, 100) as years_before,
    coalesce(days_after, 1) as days_after
from limited
