-- A period against the one before it. Where that has no value, there is nothing to compare; nothing grows from 0.
with kpis as (
    select * from {{ ref('kpi_subjects') }}
    where kind in ('difference', 'growth')
),

figures as (
    select
        *,
        case period_type
            {% for period in periods() %}
            when '{{ period }}' then {{ period_after(period, 'period_start') }}
            {% endfor %}
        end as next_start
    from {{ ref('kpi_figures') }}
    where kpi_id in (select kpis.numerator from kpis)
)

select
    kpis.kpi_id,
    figures.source,
    figures.subject_type,
    figures.subject_id,
    figures.period_type,
    figures.period_start,
    figures.value as numerator,
    before.value as denominator,
    case
        when kpis.kind = 'difference' then figures.value - before.value
        when before.value > 0 then figures.value / before.value - 1
    end as value,
    figures.record_count
from kpis
inner join figures on kpis.numerator = figures.kpi_id and kpis.subject_type = figures.subject_type
left join figures as before
    on figures.kpi_id = before.kpi_id and figures.source = before.source
        and figures.subject_type = before.subject_type and figures.subject_id = before.subject_id
        and figures.period_type = before.period_type and figures.period_start = before.next_start
