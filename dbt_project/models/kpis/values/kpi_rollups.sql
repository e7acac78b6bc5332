{{ config(
    materialized='incremental', incremental_strategy='append', pre_hook='{{ forget(is_in_changed_period("held")) }}'
) }}

-- Sums by subject and period. Months add up days; quarters and years add up months, so each row is read few times.
with components as (
    select * from {{ ref('fct_kpi_components') }}
    where {{ is_in_changed_year('fct_kpi_components') }}
),

cut_components as (
    select * from {{ ref('kpi_cut_components') }}
    where {{ is_in_changed_year('kpi_cut_components') }}
),

by_day as (
    {% for subject in subjects('summed') %}
    select
        component,
        source,
        {{ subject.type }} as subject_type,
        {{ subject.id }} as subject_id,
        date as period_start,
        sum(value) as value,
        sum(record_count) as record_count
    from {{ 'cut_components' if subject.is_cut else 'components' }}
    where {{ subject.condition }}
    group by component, source, {{ subject.key }}, date
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

{% for period, finer in [('week', 'by_day'), ('month', 'by_day'), ('quarter', 'by_month'), ('year', 'by_month')] %}
by_{{ period }} as (
    select
        component,
        source,
        subject_type,
        subject_id,
        {{ period_start(period, 'period_start') }} as period_start,
        sum(value) as value,
        sum(record_count) as record_count
    from {{ finer }}
    group by component, source, subject_type, subject_id, {{ period_start(period, 'period_start') }}
),

{% endfor %}

by_period as (
    {% for period in periods() %}
    select
        component,
        source,
        subject_type,
        subject_id,
        '{{ period }}' as period_type,
        period_start,
        cast(value as decimal(38, 12)) as value,
        cast(record_count as bigint) as record_count
    from by_{{ period }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from by_period
where {{ is_in_changed_period('by_period') }}
order by period_start
