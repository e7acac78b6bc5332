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
),

last_extracts as (
    select
        source,
        max(extract_date) as extract_date
    from {{ ref('int_extracts') }}
    where (source, entity) in (select (source, delivered_in) from {{ ref('int_usage_events__delivered') }})
    group by source
)

select distinct
    dated.source,
    dated.person_id,
    dated.date,
    dated.feature
from dated
inner join last_extracts on dated.source = last_extracts.source
where dated.date < last_extracts.extract_date
