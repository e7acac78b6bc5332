select
    source,
    entity,
    extract_date,
    published_at,
    build
from {{ source('landing', 'publications') }}
