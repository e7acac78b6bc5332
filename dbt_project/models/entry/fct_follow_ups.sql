{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook='{{ forget(is_follow_up_looked_at("held")) }}'
) }}

-- A follow-up is due as its day found it, and answered as its window left it: whoever moves, hands on or deletes either
-- afterwards changes nothing. When something happened is what was first told. Until the window was over for its owner
-- when the source's last extract was cut off, there is nothing to say.
with activities as (
    select
        versions.source,
        versions.record_id,
        versions.extract_date,
        versions.next_version_date,
        versions.owner_id,
        versions.account_id,
        versions.follow_up_on,
        versions.owner_date as happened_date
    from {{ ref('int_activities__versioned') }} as versions
    where not versions.is_deleted and versions.account_id is not null
        and versions.activity_type is distinct from 'nothing_to_report'
),

planned as (
    select activities.*
    from activities
    {{ join_changes('activities') }}
    where activities.follow_up_on >= activities.happened_date
        and coalesce(begun.changed_date <= activities.follow_up_on, true)
        and coalesce(ended.changed_date >= activities.follow_up_on, true)
    -- Of several versions on the day itself the one with which it began.
    qualify row_number() over (
            partition by activities.source, activities.record_id, activities.follow_up_on
            order by activities.extract_date
        ) = 1
),

windows as (
    select
        days.source,
        days.due_date,
        cast(days.due_date - policies.days_before * interval 1 day as date) as first_date,
        cast(days.due_date + policies.days_after * interval 1 day as date) as last_date
    from (select distinct source, follow_up_on as due_date from planned) as days
    inner join {{ ref('follow_up_policies') }} as policies
        on {{ applies('policies', 'days', ['source']) }}
            and days.due_date between policies.valid_from and policies.valid_to
    qualify row_number() over (
            partition by days.source, days.due_date order by {{ specificity('policies', ['source']) }} desc
        ) = 1
),

placed as (
    select
        planned.source,
        planned.record_id,
        planned.owner_id,
        planned.account_id,
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
        cast(last_extracts.cutoff_at as date) as seen_date
    from placed
    inner join {{ ref('int_entities__last_extracts') }} as last_extracts on placed.source = last_extracts.source
    where last_extracts.entity = 'activities' and {{ is_follow_up_looked_at('placed') }}
),

due as (
    select
        seen.*,
        {{ dated_at('records') }} as happened_at
    from seen
    {{ join_person_version('seen', 'owner_id', 'seen_date', 'owner') }}
    inner join {{ ref('int_entities__last_days') }} as last_days
        on seen.source = last_days.source and seen.last_date <= last_days.last_date
            and coalesce(owner_version.time_zone, seen.source_time_zone) = last_days.time_zone
    inner join {{ ref('int_records__attributed') }} as records
        on seen.source = records.source and seen.record_id = records.record_id
    where last_days.entity = 'activities' and records.entity = 'activities'
),

-- Day by day, since whoever sees a customer often has more activities there than a window has days.
window_days as (
    select
        source,
        due_date,
        {{ days_from('first_date', 'last_date') }} as date
    from windows
),

recorded as (
    select
        due.source,
        due.record_id,
        due.due_date,
        min_by(later.record_id, ({{ dated_at('records') }}, later.record_id)) as recorded_activity_id
    from due
    inner join window_days on due.source = window_days.source and due.due_date = window_days.due_date
    inner join activities as later
        on due.source = later.source and due.owner_id = later.owner_id and due.account_id = later.account_id
            and window_days.date = later.happened_date
    inner join {{ ref('int_records__attributed') }} as records
        on later.source = records.source and later.record_id = records.record_id
    {{ join_changes('later') }}
    where records.entity = 'activities'
        and due.happened_at < {{ dated_at('records') }}
        and coalesce(begun.changed_date <= due.last_date, true) and coalesce(ended.changed_date > due.last_date, true)
    group by due.source, due.record_id, due.due_date
)

select
    due.source,
    due.record_id as activity_id,
    due.owner_id,
    due.account_id,
    due.due_date,
    due.first_date,
    due.last_date,
    recorded.record_id is not null as is_recorded,
    recorded.recorded_activity_id
from due
left join recorded
    on due.source = recorded.source and due.record_id = recorded.record_id and due.due_date = recorded.due_date
