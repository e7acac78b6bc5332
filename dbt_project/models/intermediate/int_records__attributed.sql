{{ config(materialized='incremental', incremental_strategy='append') }}

with records as (
    select
        first_seen.*,
        assisted.assistant_id,
        coalesce(assisted.assistant_id, first_seen.entered_by_id, first_seen.owner_id) as accountable_id,
        {{ known_dates('first_seen') }}
    from {{ ref('int_records__first_seen') }} as first_seen
    left join {{ ref('int_records__assisted') }} as assisted
        on first_seen.source = assisted.source and first_seen.entity = assisted.entity
            and first_seen.record_id = assisted.record_id
    {{ only_unbuilt('first_seen', 'first_extract_date') }}
),

dated as (
    select
        records.*,
        coalesce(person_version.time_zone, records.source_time_zone) as time_zone,
        coalesce(person_version.calendar, records.source_calendar) as calendar,
        coalesce({{ local_date('records.dated_at', 'person') }}, records.known_utc_date) as event_date
    from records
    {{ join_person_clock('records', 'accountable_id', 'person') }}
),

due as (
    select
        dated.*,
        policies.clock,
        policies.skew_seconds,
        case
            when dated.event_at is null then null
            when policies.clock = 'minutes' then {{ plus_seconds('dated.event_at', '60 * policies.minutes') }}
            else deadlines.deadline_at
        end as deadline_at
    from dated
    left join {{ ref('int_entry_policies') }} as policies
        on dated.source = policies.source and dated.entity = policies.entity and dated.event_date = policies.date
    left join {{ ref('int_entry_deadlines') }} as deadlines
        on dated.calendar = deadlines.calendar and dated.time_zone = deadlines.time_zone
            and dated.event_date = deadlines.event_date and policies.cutoff_time = deadlines.cutoff_time
),

judged as (
    select
        *,
        case
            when entered_at is null then 'unknown'
            when previous_cutoff_at is null then 'unverified'
            when entered_at <= {{ plus_seconds('previous_cutoff_at', '-skew_seconds') }} then 'backdated'
            when entered_at > {{ plus_seconds('first_seen_at', 'skew_seconds') }} then 'in_future'
            else 'credible'
        end as recorded_status
    from due
),

recorded as (
    select
        *,
        case recorded_status
            when 'backdated' then previous_cutoff_at
            when 'in_future' then first_seen_at
            else entered_at
        end as recorded_at
    from judged
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
    event_at,
    event_date,
    known_date,
    entered_at,
    first_extract_date as extract_date,
    first_seen_at,
    previous_cutoff_at,
    recorded_status,
    recorded_at,
    clock,
    time_zone,
    calendar,
    deadline_at,
    recorded_at <= deadline_at as is_on_time,
    case
        when recorded_status in ('credible', 'backdated', 'in_future') then recorded_status = 'backdated'
    end as is_backdated,
    -- Five minutes are allowed between the clocks of a person and of the CRM.
    entered_at >= {{ plus_seconds('event_at', '-300') }} as is_entered_after_event,
    {{ seconds_between('event_at', 'recorded_at') }} / 60.0 as entry_lag_minutes,
    false as is_deleted
from recorded
