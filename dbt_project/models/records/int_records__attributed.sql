{{ config(materialized='incremental', unique_key=['source', 'entity', 'record_id', 'extract_date']) }}
-- What only an added build reads, since dbt looks for it in a whole one.
-- depends_on: {{ ref('int_calendar_days') }}, {{ ref('int_person_calendar_days') }}

-- A record is evaluated with its first extract, and again when the calendar of the person who answers for it has
-- changed.
with fresh as (
    select due.*
    from {{ ref('int_records__due') }} as due
    {{ only_unbuilt('due', 'extract_date') }}
    {% if is_incremental() %}
    union all
    select due.*
    from {{ ref('int_records__due') }} as due
    inner join (
        select
            held.source,
            held.entity,
            held.record_id
        from {{ this }} as held
        left join {{ ref('int_calendar_days') }} as days
            on held.calendar = days.calendar and held.event_date = days.date
        left join {{ ref('int_person_calendar_days') }} as own_days
            on held.source = own_days.source and held.accountable_id = own_days.person_id
                and held.calendar = own_days.calendar and held.event_date = own_days.date
        where held.clock = 'next_working_day'
            and coalesce(own_days.next_working_date, days.next_working_date) is distinct from held.due_date
    ) as moved
        on due.source = moved.source and due.entity = moved.entity and due.record_id = moved.record_id
    {% endif %}
),

-- Since when events of the entity have a time at all; before, that one has none is nobody's omission.
first_events as (
    select
        source,
        entity,
        min(extract_date) as first_date
    from {{ ref('int_records__placed') }}
    where event_at is not null
    group by source, entity
),

compared as (
    select
        fresh.*,
        first_events.first_date as events_dated_from,
        'the extract of ' || promises.extract_date || ' was ' || promises.status as platform_fault,
        case
            when fresh.entered_at is null then 'unknown'
            when fresh.previous_cutoff_at is null then 'unverified'
            when fresh.entered_at <= fresh.previous_cutoff_at - fresh.skew_seconds * interval 1 second then 'backdated'
            when fresh.entered_at > fresh.first_seen_at + fresh.skew_seconds * interval 1 second then 'in_future'
            else 'credible'
        end as recorded_status
    from fresh
    left join first_events on fresh.source = first_events.source and fresh.entity = first_events.entity
    -- Only what comes with a late extract, or with the first after a missing one, may owe its lateness to the platform.
    left join {{ ref('int_extract_promises') }} as promises
        on fresh.source = promises.source and fresh.delivered_in = promises.entity
            and fresh.extract_date = promises.delivered_extract_date and promises.status != 'on_time'
            and fresh.deadline_at > promises.covers_from and fresh.deadline_at <= promises.covers_until
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
    from compared
),

timed as (
    {{ with_working_seconds('recorded', {'event_at': 'seconds_before_event', 'recorded_at': 'seconds_before_record'}) }}
)

select
    {% for column in [
        'source', 'company', 'entity', 'record_id', 'owner_id', 'entered_by_id', 'accountable_id', 'accountable_reason',
        'is_entitled', 'role', 'team_id', 'office_id', 'event_at', 'event_from', 'event_days_after',
        'dated_at', 'event_date', 'owner_date', 'known_date', 'entered_at', 'delivered_in', 'extract_date', 'first_seen_at', 'previous_cutoff_at', 'recorded_status',
        'recorded_at', 'policy_id', 'policy_version', 'clock', 'cutoff_time', 'repair_grace_days', 'time_zone',
        'calendar', 'due_date', 'calendar_version', 'calendar_status', 'deadline_at', 'platform_fault',
    ] %}{{ column }},
    {% endfor %}
    platform_fault is not null as is_platform_fault,
    -- A record without a date, where others have one, cannot be shown to be in time; one that was deleted before its
    -- first extract was of no use in time.
    case
        when platform_fault is not null or is_deleted or recorded_at is null then null
        when event_at is null and extract_date >= events_dated_from then false
        else recorded_at <= deadline_at
    end as is_on_time,
    case
        when recorded_status in ('credible', 'backdated', 'in_future') then recorded_status = 'backdated'
    end as is_backdated,
    -- Five minutes are allowed between the clocks of a person and of the CRM.
    entered_at >= event_at - interval 5 minute as is_entered_after_event,
    {{ seconds_between('event_at', 'recorded_at') }} / 60.0 as entry_lag_minutes,
    (seconds_before_record - seconds_before_event) / 60.0 as entry_lag_working_minutes,
    is_deleted
from timed
