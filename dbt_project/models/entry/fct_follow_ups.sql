{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook='{{ forget(is_follow_up_reevaluated("held")) }}'
) }}

-- A follow-up is due as its day found it, and answered as its window left it: whoever moves, hands on or deletes either
-- afterwards changes nothing. Until the window was over for its owner when the source's last extract was cut off, there
-- is nothing to say.
with activities as (
    select * from {{ ref('int_activities__dated') }}
),

windows as (
    select * from {{ ref('int_follow_up_windows') }}
),

planned as (
    select * from activities
    where follow_up_on >= happened_date
        and coalesce(begun_date <= follow_up_on, true) and coalesce(ended_date >= follow_up_on, true)
    -- Of several versions on the day itself the one with which it began.
    qualify row_number() over (partition by source, record_id, follow_up_on order by extract_date) = 1
),

placed as (
    select
        planned.source,
        planned.company,
        planned.record_id,
        planned.owner_id as owner_person_id,
        planned.account_id,
        planned.dated_at,
        windows.due_date,
        windows.first_date,
        windows.last_date
    from planned
    inner join windows on planned.source = windows.source and planned.follow_up_on = windows.due_date
),

seen as (
    select
        placed.*,
        last_extracts.time_zone as source_time_zone,
        cast(last_extracts.cutoff_at as date) as seen_date,
        systems.day_source
    from placed
    inner join {{ ref('int_sources__declared') }} as systems on placed.source = systems.source
    inner join {{ ref('int_entities__last_extracts') }} as last_extracts
        on systems.day_source = last_extracts.source
    where last_extracts.entity = 'expected_days' and {{ is_follow_up_reevaluated('placed') }}
),

due as (
    select seen.*
    from seen
    left join {{ ref('int_employees__versioned') }} as owners
        on seen.source = owners.source and seen.owner_person_id = owners.employee_id
            and seen.seen_date >= owners.valid_from and seen.seen_date < owners.valid_to
    inner join {{ ref('int_entities__last_days') }} as last_days
        on seen.day_source = last_days.source and seen.last_date <= last_days.last_date
            and coalesce(owners.time_zone, seen.source_time_zone) = last_days.time_zone
    where last_days.entity = 'expected_days'
),

-- Day by day, since whoever sees a customer often has more activities there than a window has days.
window_days as (
    select
        windows.source,
        windows.due_date,
        days.date
    from windows
    inner join {{ ref('int_sources__declared') }} as systems on windows.source = systems.source
    inner join (select distinct company, happened_date as date from activities) as days
        on systems.company = days.company and days.date between windows.first_date and windows.last_date
),

recorded as (
    select
        due.source,
        due.record_id,
        due.due_date,
        min_by(later.record_id, (later.dated_at, later.source, later.record_id)) as recorded_activity_id,
        min_by(later.source, (later.dated_at, later.source, later.record_id)) as recorded_in
    from due
    inner join window_days on due.source = window_days.source and due.due_date = window_days.due_date
    inner join activities as later
        on due.company = later.company and due.owner_person_id = later.owner_id
            and due.account_id = later.account_id and window_days.date = later.happened_date
    where due.dated_at < later.dated_at
        and coalesce(later.begun_date <= due.last_date, true) and coalesce(later.ended_date > due.last_date, true)
    group by due.source, due.record_id, due.due_date
)

select
    due.source,
    due.company,
    due.record_id as activity_id,
    due.owner_person_id,
    due.account_id,
    due.due_date,
    due.first_date,
    due.last_date,
    recorded.record_id is not null as is_recorded,
    recorded.recorded_activity_id,
    recorded.recorded_in
from due
left join recorded
    on due.source = recorded.source and due.record_id = recorded.record_id and due.due_date = recorded.due_date
