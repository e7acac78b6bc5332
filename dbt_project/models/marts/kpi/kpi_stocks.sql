-- What is open at the end of a period: the running sum of what came and went, on every day from the first change on.
with changes as (
    select
        component,
        source,
        subject_type,
        subject_id,
        period_start as date,
        value
    from {{ ref('kpi_rollups') }}
    where period_type = 'day' and component in (select numerator from {{ ref('kpis') }} where kind = 'stock')
),

spans as (
    select
        component,
        source,
        max(date) as last_date
    from changes
    group by component, source
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
