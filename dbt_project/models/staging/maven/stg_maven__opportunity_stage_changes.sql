with opportunities as (
    select * from {{ ref('stg_maven__opportunities') }}
),

-- The export keeps two dates per deal: when it was engaged and when it closed.
engaged as (
    select
        opportunities.*,
        'prospecting' as from_stage,
        'engaging' as to_stage,
        event_at as changed_at
    from opportunities
    where event_at is not null
),

closed as (
    select
        opportunities.*,
        'engaging' as from_stage,
        stage as to_stage,
        cast(close_date as timestamp) as changed_at
    from opportunities
    where close_date is not null
),

changes as (
    select * from engaged
    union all
    select * from closed
)

select
    delivered_in,
    extract_date,
    revision,
    record_id || '/' || to_stage as record_id,
    owner_id,
    changed_at as event_at,
    record_id as opportunity_id,
    from_stage,
    to_stage,
    amount
from changes
