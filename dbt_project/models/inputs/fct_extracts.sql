select
    source,
    entity,
    extract_date,
    revision,
    delivery,
    cutoff_at,
    rows_read,
    rows_landed,
    rows_rejected,
    rows_left_out,
    is_complete
from {{ ref('int_extracts') }}
