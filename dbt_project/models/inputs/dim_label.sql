select
    column_name,
    code,
    name_en,
    name_zh
from {{ ref('labels') }}
