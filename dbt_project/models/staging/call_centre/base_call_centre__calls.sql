select
    delivered_in,
    extract_date,
    revision,
    call_id as record_id,
    agent as agent_id,
    topic,
    answered = 'Y' as is_answered,
    resolved = 'Y' as is_resolved,
    satisfaction_rating,
    try_cast(cast(call_date as varchar) || ' ' || call_time as timestamp) as offered_at,
    cast(round(speed_of_answer_in_seconds) as integer) as answer_seconds,
    try_cast(split_part(talk_duration, ':', 1) as integer) * 3600
    + try_cast(split_part(talk_duration, ':', 2) as integer) * 60
    + try_cast(split_part(talk_duration, ':', 3) as integer) as talk_seconds
from {{ source('call_centre', 'calls') }}
