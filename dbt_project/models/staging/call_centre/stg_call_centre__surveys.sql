-- Callers are asked as the call ends; a caller who says nothing has not been asked, as far as anybody knows.
select
    delivered_in,
    extract_date,
    revision,
    record_id,
    'satisfaction' as survey_kind,
    'calls' as about_entity,
    record_id as about_id,
    offered_at + (answer_seconds + talk_seconds) * interval 1 second as answered_at,
    satisfaction_rating as score,
    1 as lowest_score,
    5 as highest_score
from {{ ref('base_call_centre__calls') }}
where satisfaction_rating is not null
