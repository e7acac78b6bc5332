{{ config(materialized='view') }}

select
    component,
    source,
    system,
    entity,
    record_id,
    person_id,
    date,
    value
from {{ ref('kpi_counted_records') }}
