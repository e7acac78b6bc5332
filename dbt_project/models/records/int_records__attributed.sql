{{ config(materialized='incremental', unique_key=['source', 'entity', 'record_id', 'extract_date']) }}

-- A record is judged with its first extract, and anew when the calendar of the person who answers for it has changed.
with fresh as (
    select first_seen.*
    from {{ ref('int_records__first_seen') }} as first_seen
    {{ only_unbuilt('first_seen', 'first_extract_date') }}
    {% if is_incremental() %}
    union all
    select first_seen.*
    from {{ ref('int_records__first_seen') }} as first_seen
    inner join (
        select
            held.source,
            held.entity,
            held.record_id,
            held.extract_date
        from {{ this }} as held
        left join {{ ref('int_calendar_days') }} as days
            on held.calendar = days.calendar and held.event_date = days.date
        left join {{ ref('int_person_calendar_days') }} as own_days
            on held.source = own_days.source and held.accountable_id = own_days.person_id
                and held.calendar = own_days.calendar and held.event_date = own_days.date
        where held.clock = 'next_working_day'
            and coalesce(own_days.next_working_date, days.next_working_date) is distinct from held.due_date
    ) as moved
        on first_seen.source = moved.source and first_seen.entity = moved.entity
            and first_seen.record_id = moved.record_id and first_seen.first_extract_date = moved.extract_date
    {% endif %}
),

answered as (
    select
        fresh.*,
        assisted.assistant_id,
        coalesce(assisted.assistant_id, fresh.entered_by_id, fresh.owner_id) as accountable_id,
        -- Since when events of the entity have a time at all; before, that one has none is nobody's omission.
        events.first_date as events_dated_from
    from fresh
    left join {{ ref('int_records__assisted') }} as assisted
        on fresh.source = assisted.source and fresh.entity = assisted.entity
            and fresh.record_id = assisted.record_id
    left join (
        select
            source,
            entity,
            min(first_extract_date) as first_date
        from {{ ref('int_records__first_seen') }}
        where event_at is not null
        group by source, entity
    ) as events on fresh.source = events.source and fresh.entity = events.entity
),

records as (
    select
        answered.*,
        case when answered.owner_id != answered.accountable_id then answered.owner_id end as other_owner_id,
        {{ known_dates('answered') }}
    from answered
),

-- Sales and visits fall on their owner's day, which need not be that of the assistant who enters from another zone.
dated as (
    select
        records.*,
        coalesce(person_version.time_zone, records.source_time_zone) as time_zone,
        coalesce(person_version.calendar, records.source_calendar) as calendar,
        coalesce({{ local_time('records.dated_at', 'person') }}, records.dated_at) as local_at,
        case when records.other_owner_id is not null then {{ local_date('records.dated_at', 'owner') }} end
            as other_owner_date
    from records
    {{ join_person_clock('records', 'accountable_id', 'person', 'first_extract_date') }}
    {{ join_person_clock('records', 'other_owner_id', 'owner', 'first_extract_date') }}
),

placed as (
    select
        *,
        cast(local_at as date) as event_date,
        coalesce(other_owner_date, cast(local_at as date)) as owner_date,
        least(cast(local_at as date), first_extract_date) as known_date
    from dated
),

under_policy as (
    select
        placed.*,
        place_version.role,
        place_version.team_id,
        place_version.office_id,
        policies.policy_id,
        policies.policy_version,
        policies.clock,
        policies.cutoff_time,
        policies.minutes,
        policies.skew_seconds,
        policies.repair_grace_days,
        days.status as event_day_status,
        case
            when policies.clock = 'next_working_day' then coalesce(own_days.next_working_date, days.next_working_date)
        end as due_date,
        {{ working_minutes_before('placed.local_at', 'days') }} as working_minutes_before_event
    from placed
    {{ join_person_version('placed', 'accountable_id', 'known_date', 'place', 'first_extract_date') }}
    {{ join_entry_policy('placed', 'placed.entity', 'place_version', 'event_date') }}
    left join {{ ref('int_calendar_days') }} as days
        on placed.calendar = days.calendar and placed.event_date = days.date
    left join {{ ref('int_person_calendar_days') }} as own_days
        on placed.source = own_days.source and placed.accountable_id = own_days.person_id
            and placed.calendar = own_days.calendar and placed.event_date = own_days.date
),

due as (
    select
        under_policy.*,
        deadlines.calendar_version,
        case
            when deadlines.calendar_status = 'official' then under_policy.event_day_status
            else deadlines.calendar_status
        end as calendar_status,
        case
            when under_policy.event_at is null then null
            when under_policy.clock = 'minutes'
                then {{ plus_seconds('under_policy.event_at', '60 * under_policy.minutes') }}
            else deadlines.deadline_at
        end as deadline_at
    from under_policy
    left join {{ ref('int_entry_deadlines') }} as deadlines
        on under_policy.calendar = deadlines.calendar and under_policy.time_zone = deadlines.time_zone
            and under_policy.cutoff_time = deadlines.cutoff_time and under_policy.due_date = deadlines.due_date
),

judged as (
    select
        due.*,
        'the extract of ' || promises.extract_date || ' was ' || promises.status as platform_fault,
        case
            when due.entered_at is null then 'unknown'
            when due.previous_cutoff_at is null then 'unverified'
            when due.entered_at <= {{ plus_seconds('due.previous_cutoff_at', '-due.skew_seconds') }} then 'backdated'
            when due.entered_at > {{ plus_seconds('due.first_seen_at', 'due.skew_seconds') }} then 'in_future'
            else 'credible'
        end as recorded_status
    from due
    -- Only what comes with a late extract, or with the first after a missing one, may owe its lateness to the platform.
    left join {{ ref('int_extract_promises') }} as promises
        on due.source = promises.source and due.delivered_in = promises.entity
            and due.first_extract_date = promises.delivered_extract_date and promises.status != 'on_time'
            and due.deadline_at > promises.covers_from and due.deadline_at <= promises.covers_until
),

recorded as (
    select
        *,
        case
            when recorded_status = 'backdated' then previous_cutoff_at
            -- The extract proves that the record was there, however far a clock runs ahead.
            when entered_at > first_seen_at then first_seen_at
            else entered_at
        end as recorded_at
    from judged
),

timed as (
    select
        recorded.*,
        {{ working_minutes_until('recorded.recorded_at', 'recorded') }} as working_minutes_before_record
    from recorded
    {{ join_business_clock('recorded', 'recorded_at', 'recorded') }}
)

select
    source,
    entity,
    record_id,
    owner_id,
    entered_by_id,
    accountable_id,
    case
        when assistant_id is not null then 'assistant'
        when entered_by_id is not null then 'enterer'
        when owner_id is not null then 'owner'
    end as accountable_reason,
    role,
    team_id,
    office_id,
    event_at,
    event_date,
    owner_date,
    known_date,
    entered_at,
    first_extract_date as extract_date,
    first_seen_at,
    previous_cutoff_at,
    recorded_status,
    recorded_at,
    policy_id,
    policy_version,
    clock,
    cutoff_time,
    repair_grace_days,
    time_zone,
    calendar,
    due_date,
    calendar_version,
    calendar_status,
    deadline_at,
    platform_fault is not null as is_platform_fault,
    platform_fault,
    -- What is not dated where others are cannot be shown to be in time; what was deleted unseen was of no use in time.
    case
        when platform_fault is not null or is_deleted or recorded_at is null then null
        when event_at is null and first_extract_date >= events_dated_from then false
        else recorded_at <= deadline_at
    end as is_on_time,
    case
        when recorded_status in ('credible', 'backdated', 'in_future') then recorded_status = 'backdated'
    end as is_backdated,
    -- Five minutes are allowed between the clocks of a person and of the CRM.
    entered_at >= {{ plus_seconds('event_at', '-300') }} as is_entered_after_event,
    {{ seconds_between('event_at', 'recorded_at') }} / 60.0 as entry_lag_minutes,
    case
        when event_at is not null then working_minutes_before_record - working_minutes_before_event
    end as entry_lag_working_minutes,
    is_deleted
from timed
