select
    source,
    entity,
    extract_date,
    revision,
    delivery,
    is_complete,
    cutoff_at,
    time_zone,
    calendar,
    rows_read,
    rows_landed,
    rows_rejected,
    coalesce(rows_left_out, 0) as rows_left_out,
    input_name,
    input_sha256,
    landed_at
from {{ source('landing', 'manifests') }}
where status = 'landed'
