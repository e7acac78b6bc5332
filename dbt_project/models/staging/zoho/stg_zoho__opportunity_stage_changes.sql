-- The export keeps no history: of a closed deal it says on which day it was closed, and how. The stage before is lost.
select
    delivered_in,
    extract_date,
    revision,
    record_id || '/' || stage as record_id,
    owner_id,
    cast(close_date as timestamp) as event_at,
    record_id as opportunity_id,
    stage as to_stage,
    amount
from {{ ref('stg_zoho__opportunities') }}
where stage in ('won', 'lost')
