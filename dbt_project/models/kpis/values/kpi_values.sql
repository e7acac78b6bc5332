{{ config(materialized='view') }}

with figures as (
    {% for relation in ['kpi_figures', 'kpi_comparisons'] %}
    select
        kpi_id,
        source,
        subject_type,
        subject_id,
        period_type,
        period_start,
        numerator,
        denominator,
        value,
        record_count
    from {{ ref(relation) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    figures.*,
    case when kpis.unit = 'amount' then reporting.currency end as currency
from figures
inner join {{ ref('dim_kpi') }} as kpis on figures.kpi_id = kpis.kpi_id
left join {{ ref('int_companies__reporting') }} as reporting on figures.source = reporting.company
