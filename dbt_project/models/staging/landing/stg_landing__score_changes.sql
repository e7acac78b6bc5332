select
    as_of,
    revision,
    code,
    matches,
    source,
    month_start,
    person_id,
    dimension,
    weight,
    cause,
    asked_change,
    failed_change,
    waived_change,
    dimension_weight,
    min_dimension_sample,
    published_at
from {{ source('landing', 'score_changes') }}
