-- A period against the one before it, or a subject against its company. Where that has no value there is nothing to
-- compare; nothing grows from 0, or is a part of it.
with kpis as (
    select * from {{ ref('kpi_subjects') }}
    where kind in ('difference', 'growth', 'contribution')
),

values_of as (
    select * from {{ ref('kpi_figures') }}
    where kpi_id in (select kpis.numerator from kpis)
),

figures as (
    select
        kpis.kpi_id as compared_kpi_id,
        kpis.kind,
        values_of.*,
        case when kpis.kind = 'contribution' then 'company' else values_of.subject_type end as compared_type,
        case when kpis.kind = 'contribution' then values_of.source else values_of.subject_id end as compared_id,
        case
            when kpis.kind = 'contribution' then values_of.period_start
            {% for period in periods() %}
            when values_of.period_type = '{{ period }}' then {{ period_before(period, 'values_of.period_start') }}
            {% endfor %}
        end as compared_start
    from kpis
    inner join values_of on kpis.numerator = values_of.kpi_id and kpis.subject_type = values_of.subject_type
)

select
    figures.compared_kpi_id as kpi_id,
    figures.source,
    figures.subject_type,
    figures.subject_id,
    figures.period_type,
    figures.period_start,
    figures.value as numerator,
    compared.value as denominator,
    case
        when figures.kind = 'difference' then figures.value - compared.value
        when compared.value > 0
            then figures.value / compared.value - case when figures.kind = 'growth' then 1 else 0 end
    end as value,
    figures.record_count
from figures
left join values_of as compared
    on figures.kpi_id = compared.kpi_id and figures.source = compared.source
        and figures.compared_type = compared.subject_type and figures.compared_id = compared.subject_id
        and figures.period_type = compared.period_type and figures.compared_start = compared.period_start
