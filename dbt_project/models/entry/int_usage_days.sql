-- Which features somebody used on a local day; of a day that was not over at the last extract not everything is known.
with delivered as (
    {{ still_delivered(ref('int_usage_events__delivered')) }}
),

events as (
    select * from delivered
    where person_id is not null and used_at between extract_date - interval 100 year and extract_date + interval 2 day
),

located as (
    {{ with_local_time('events', 'used_at', into='local_used_at', person='person_id', zone_into='time_zone') }}
),

dated as (
    select
        source,
        person_id,
        feature,
        time_zone,
        cast(coalesce(local_used_at, used_at) as date) as date
    from located
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
