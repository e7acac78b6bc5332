{{ config(materialized='view') }}

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
from {{ ref('kpi_figures') }}
union all
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
from {{ ref('kpi_comparisons') }}
