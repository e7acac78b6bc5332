{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_stock("held")) }}'
) }}

-- What is open at the end of a period, and on its days together: the running sum of what came and went, on every day
-- from the first change on. Before a subject's first change it had nothing open; before its source's nobody knows.
with spans as (
    select
        component,
        source,
        min(first_date) as first_date,
        max(last_date) as last_date,
        min(first_period_start) as made_from
    from {{ ref('kpi_changed_stocks') }}
    group by component, source
),

-- What came and went before the days that are made now came on the first of them.
moves as (
    select
        rollups.component,
        rollups.source,
        rollups.subject_type,
        rollups.subject_id,
        greatest(rollups.period_start, spans.made_from) as date,
        rollups.value
    from {{ ref('kpi_rollups') }} as rollups
    inner join spans on rollups.component = spans.component and rollups.source = spans.source
    where rollups.period_type = 'day'
),

changes as (
    select
        component,
        source,
        subject_type,
        subject_id,
        date,
        sum(value) as value
    from moves
    group by component, source, subject_type, subject_id, date
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
),

by_period as (
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
)

-- A year begins before the week that is made now, or the week before the year.
select by_period.*
from by_period
inner join {{ ref('kpi_changed_stocks') }} as changed
    on by_period.component = changed.component and by_period.source = changed.source
        and by_period.period_type = changed.period_type and by_period.period_start >= changed.first_period_start
order by by_period.period_start
