-- Which features somebody used on a local day; of a day that was not over at the last extract not everything is known.
with events as (
    select
        *,
        cast(used_at as date) as utc_date,
        cast(used_at as date) as known_utc_date
    from ({{ still_delivered(ref('int_usage_events__delivered')) }}) as members
    where person_id is not null and used_at is not null
),

dated as (
    select
        events.source,
        events.person_id,
        coalesce({{ local_date('events.used_at', 'person') }}, events.utc_date) as date,
        coalesce(person_version.time_zone, events.source_time_zone) as time_zone,
        events.feature
    from events
    {{ join_person_clock('events', 'person_id', 'person') }}
)

select distinct
    dated.source,
    dated.person_id,
    dated.date,
    dated.feature
from dated
inner join {{ ref('int_entities__last_days') }} as last_days
    on dated.source = last_days.source and dated.time_zone = last_days.time_zone
where last_days.entity = 'usage_events' and dated.date <= last_days.last_date
