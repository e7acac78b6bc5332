select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    event_kind,
    person_id,
    event_date,
    article_id
from {{ source('simulator', 'knowledge_events') }}
