-- Which features somebody used on a local day; of the day of the last extract not everything is known yet.
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
inner join {{ ref('int_entities__last_extracts') }} as last_extracts on dated.source = last_extracts.source
where last_extracts.entity = 'usage_events' and dated.date < last_extracts.extract_date
