select
    delivered_in,
    extract_date,
    revision,
    id as record_id,
    survey_kind,
    about_entity,
    about_id,
    contact_id,
    invited_at,
    answered_at,
    score,
    lowest_score,
    highest_score
from {{ source('simulator', 'surveys') }}
