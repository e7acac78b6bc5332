-- What is open at the end of a period: the running sum of what came and went, on every day from the first change on.
-- A mistyped year would ask for a million days: what lies outside the calendars counts from their first or last day.
with bounds as (
    select
        min(date) as first_date,
        max(date) as last_date
    from {{ ref('int_calendar_days') }}
),

components as (
    select distinct numerator as component
    from {{ ref('kpis') }}
    where kind = 'stock'
),

changes as (
    select
        rollups.component,
        rollups.source,
        rollups.subject_type,
        rollups.subject_id,
        greatest(bounds.first_date, least(bounds.last_date, rollups.period_start)) as date,
        sum(rollups.value) as value
    from {{ ref('kpi_rollups') }} as rollups
    inner join components on rollups.component = components.component
    cross join bounds
    where rollups.period_type = 'day'
    group by
        rollups.component, rollups.source, rollups.subject_type, rollups.subject_id,
        greatest(bounds.first_date, least(bounds.last_date, rollups.period_start))
),

last_extracts as (
    select
        source,
        max(extract_date) as last_date
    from {{ ref('int_extracts') }}
    group by source
),

spans as (
    select
        changes.component,
        changes.source,
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
        {{ days_from('min(changes.date)', 'max(spans.last_date)') }} as date
    from changes
    inner join spans on changes.component = spans.component and changes.source = spans.source
    group by changes.component, changes.source, changes.subject_type, changes.subject_id
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
select
    component,
    source,
    subject_type,
    subject_id,
    '{{ period }}' as period_type,
    {{ period_start(period, 'date') }} as period_start,
    max_by(value, date) as value
from stocks
group by component, source, subject_type, subject_id, {{ period_start(period, 'date') }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
