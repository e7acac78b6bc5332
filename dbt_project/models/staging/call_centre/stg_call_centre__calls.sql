select
    delivered_in,
    extract_date,
    revision,
    record_id,
    'inbound' as call_direction,
    topic,
    agent_id,
    offered_at,
    is_answered,
    offered_at + answer_seconds * interval 1 second as answered_at,
    talk_seconds,
    is_resolved
from {{ ref('base_call_centre__calls') }}
