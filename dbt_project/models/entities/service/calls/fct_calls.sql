-- A call counts on the day it came in, in the zone of the telephone system: a call that nobody answers has no other. Of
-- what a source says of no call at all nothing is known of its other calls either: they are not counted as failed.
with delivered as (
    {{ still_delivered(ref('int_calls__delivered')) }}
),

possible as (
    select
        *,
        case when call_direction in ('inbound', 'outbound') then call_direction end as known_direction,
        call_direction = 'inbound' and coalesce(not is_blocked, true) as is_offered,
        coalesce(contact_id, phone_hash) as caller,
        {{ possible('offered_at', 'delivered') }} as began_at,
        {{ possible('answered_at', 'delivered') }} as picked_up_at,
        {{ possible('ended_at', 'delivered') }} as hung_up_at
    from delivered
),

local as (
    {{ with_local_time('possible', 'began_at', into='local_began_at', zone='source_time_zone') }}
),

dated as (
    select
        *,
        cast(local_began_at as date) as offered_date,
        case when is_answered then picked_up_at when not is_answered then hung_up_at end as waited_until
    from local
),

ruled as (
    {{ with_policy(
        'dated', 'call_policies', named=['source', 'queue'], day='offered_date', keys=['source', 'record_id'],
        columns=['short_abandon_seconds', 'service_level_seconds', 'repeat_days'], kept=true
    ) }}
),

-- What came to an end before it began was not measured.
timed as (
    select
        *,
        case when waited_until >= began_at then {{ seconds_between('began_at', 'waited_until') }} end as waited_seconds,
        lead(began_at) over (
            partition by company, caller, topic, call_direction order by began_at, source, record_id
        ) as next_began_at
    from ruled
),

told as (
    select
        source,
        count(case when is_offered and is_answered then waited_seconds end) > 0 as tells_answers,
        count(case when is_offered and not is_answered then waited_seconds end) > 0 as tells_abandons,
        count(is_resolved) > 0 as tells_resolutions
    from timed
    group by source
)

select
    calls.source,
    calls.company,
    calls.record_id as call_id,
    calls.known_direction as call_direction,
    calls.queue,
    calls.topic,
    calls.agent_id as agent_person_id,
    calls.account_id,
    calls.contact_id,
    calls.began_at as offered_at,
    calls.picked_up_at as answered_at,
    calls.hung_up_at as ended_at,
    calls.offered_date,
    lpad(cast(extract(hour from calls.local_began_at) as varchar), 2, '0')
    || case when extract(minute from calls.local_began_at) < 30 then ':00' else ':30' end as half_hour,
    calls.waited_seconds,
    case when calls.talk_seconds >= 0 then calls.talk_seconds end as talk_seconds,
    case when calls.hold_seconds >= 0 then calls.hold_seconds end as hold_seconds,
    case when calls.wrap_up_seconds >= 0 then calls.wrap_up_seconds end as wrap_up_seconds,
    case
        when calls.talk_seconds >= 0 and calls.hold_seconds >= 0 and calls.wrap_up_seconds >= 0
            then cast(calls.talk_seconds + calls.hold_seconds + calls.wrap_up_seconds as decimal(18, 3))
    end as handle_seconds,
    calls.transfer_count,
    calls.is_blocked,
    calls.is_answered,
    calls.is_offered and not calls.is_answered as is_abandoned,
    case
        when told.tells_abandons and calls.is_offered and calls.is_answered is not null
            then not calls.is_answered and coalesce(calls.waited_seconds <= calls.short_abandon_seconds, false)
    end as is_short_abandon,
    case
        when told.tells_answers and calls.is_offered and calls.service_level_seconds is not null
            then calls.is_answered and calls.waited_seconds <= calls.service_level_seconds
    end as is_in_service_level,
    case
        when told.tells_resolutions and not calls.is_answered then coalesce(calls.is_resolved, false)
        else calls.is_resolved
    end as is_resolved,
    calls.is_knowledge_used,
    case
        when calls.is_offered and calls.is_answered and calls.caller is not null and calls.topic is not null
            and calls.began_at + calls.repeat_days * interval 1 day <= last_extracts.cutoff_at
            then coalesce(calls.next_began_at <= calls.began_at + calls.repeat_days * interval 1 day, false)
    end as is_repeated
from timed as calls
inner join told on calls.source = told.source
left join {{ ref('int_entities__last_extracts') }} as last_extracts
    on calls.source = last_extracts.source and last_extracts.entity = 'calls'
