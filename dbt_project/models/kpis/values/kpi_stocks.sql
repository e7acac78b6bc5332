-- What is open at the end of a period, and on its days together: the running sum of what came and went, on every day
-- from the first change on. Before a subject's first change it had nothing open; before its source's nobody knows.
with components as (
    select distinct numerator as component
    from {{ ref('kpi_subjects') }}
    where kind in ('stock', 'average_stock')
),

changes as (
    select
        rollups.component,
        rollups.source,
        rollups.subject_type,
        rollups.subject_id,
        rollups.period_start as date,
        rollups.value
    from {{ ref('kpi_rollups') }} as rollups
    inner join components on rollups.component = components.component
    where rollups.period_type = 'day'
),

last_extracts as (
    select
        systems.company as source,
        max(extracts.extract_date) as last_date
    from {{ ref('int_extracts') }} as extracts
    inner join {{ ref('int_sources__declared') }} as systems on extracts.source = systems.source
    group by systems.company
),

spans as (
    select
        changes.component,
        changes.source,
        min(changes.date) as first_date,
        max(greatest(changes.date, last_extracts.last_date)) as last_date
    from changes
    inner join last_extracts on changes.source = last_extracts.source
    group by changes.component, changes.source
),

days as (
    select
        changes.component,
        changes.source,
        changes.subject_type,
        changes.subject_id,
        spans.first_date,
        spans.last_date,
        {{ days_from('min(changes.date)', 'spans.last_date') }} as date
    from changes
    inner join spans on changes.component = spans.component and changes.source = spans.source
    group by
        changes.component, changes.source, changes.subject_type, changes.subject_id, spans.first_date, spans.last_date
),

stocks as (
    select
        days.*,
        sum(coalesce(changes.value, 0)) over (
            partition by days.component, days.source, days.subject_type, days.subject_id order by days.date
        ) as value
    from days
    left join changes
        on days.component = changes.component and days.source = changes.source
            and days.subject_type = changes.subject_type and days.subject_id = changes.subject_id
            and days.date = changes.date
)

{% for period in periods() %}
{% set start = period_start(period, 'date') %}
select
    component,
    source,
    subject_type,
    subject_id,
    '{{ period }}' as period_type,
    {{ start }} as period_start,
    max_by(value, date) as value,
    cast(sum(value) as decimal(38, 12)) as days_sum,
    cast({{ seconds_between(
        'greatest(' ~ start ~ ', first_date)', 'least(' ~ period_end(period, start) ~ ', last_date)'
    ) }} / 86400 as bigint) + 1 as day_count
from stocks
group by component, source, subject_type, subject_id, {{ start }}, first_date, last_date
{% if not loop.last %}union all{% endif %}
{% endfor %}
