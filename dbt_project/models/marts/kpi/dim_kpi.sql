select
    kpi_id,
    number,
    name_en,
    name_zh,
    definition,
    unit,
    direction,
    area,
    perspective,
    kind,
    numerator,
    denominator,
    parent_kpi_id,
    owner
from {{ ref('kpis') }}
