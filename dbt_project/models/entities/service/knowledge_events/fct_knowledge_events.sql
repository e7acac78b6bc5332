{{ config(materialized='view') }}

with delivered as (
    {{ still_delivered(ref('int_knowledge_events__delivered')) }}
)

select
    source,
    company,
    record_id as knowledge_event_id,
    case when event_kind in ('search', 'creation', 'revision') then event_kind end as event_kind,
    person_id,
    {{ possible('event_date', 'delivered') }} as event_date,
    article_id
from delivered
