{{ config(materialized='view') }}

-- The clock is the data's: a month is past once the company's extracts have come to a later one. What was published
-- while the month went on is no change of a past month, so its first figures afterwards are only kept.
with reached as (
    select
        systems.company as source,
        date_trunc('month', max(extracts.extract_date)) as current_month,
        date_trunc('month', max(case when unpublished.source is null then extracts.extract_date end)) as shown_month
    from {{ ref('int_extracts') }} as extracts
    inner join {{ ref('int_sources__declared') }} as systems on extracts.source = systems.source
    left join {{ ref('int_extracts__unpublished') }} as unpublished
        on extracts.source = unpublished.source and extracts.entity = unpublished.entity
            and extracts.extract_date = unpublished.extract_date
    group by systems.company
),

kept as (
    select distinct source, month_start from {{ ref('int_score_changes__kept') }}
),

found as (
    select
        source,
        cast(date_trunc('month', date) as date) as month_start,
        changed_as_of = cast('{{ var("as_of") }}' as timestamp) as is_changed
    from {{ ref('kpi_changed_days') }}
    union all
    -- A whole build does not know the days of which nothing is left.
    select kept.source, kept.month_start, true
    from kept
    where not exists (
            select 1 from {{ ref('kpi_changed_days') }} as days
            where days.source = kept.source and date_trunc('month', days.date) = kept.month_start
        )
),

months as (
    select
        found.source,
        found.month_start,
        bool_or(found.is_changed) as is_changed,
        coalesce(found.month_start >= reached.shown_month, true) or known.source is null as is_first
    from found
    inner join reached on found.source = reached.source and found.month_start < reached.current_month
    left join (select distinct source from kept) as known on found.source = known.source
    group by found.source, found.month_start, reached.shown_month, known.source
)

select
    source,
    month_start,
    is_first
from months
where is_changed or is_first
