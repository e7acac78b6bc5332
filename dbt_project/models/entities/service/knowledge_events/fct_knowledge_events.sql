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
    case
        when event_date between extract_date - interval 100 year and extract_date + interval 1 day then event_date
    end as event_date,
    article_id
from delivered
