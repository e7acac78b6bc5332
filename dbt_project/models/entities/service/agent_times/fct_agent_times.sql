{{ config(materialized='view') }}

with delivered as (
    {{ still_delivered(ref('int_agent_times__delivered')) }}
)

select
    source,
    company,
    record_id as agent_time_id,
    person_id,
    {{ possible('work_date', 'delivered') }} as work_date,
    logged_in_seconds,
    handle_seconds,
    scheduled_seconds,
    adherent_seconds
from delivered
