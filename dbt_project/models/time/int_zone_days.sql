-- A zone's offset is looked up by UTC day: an equality join costs a tenth of converting row by row. Days reach as far
-- back as what a source may tell, whatever the years of the calendars.
with bounds as (
    select
        cast(min(first_date) as date) as first_date,
        cast(max(last_date) as date) as last_date
    from (
        select
            min(date) as first_date,
            max(date) as last_date
        from {{ ref('int_calendar_days') }}
        union all
        select
            min(extract_date) - interval 101 year,
            max(extract_date) + interval 1 year
        from {{ ref('int_extracts') }}
    ) as spans
),

days as (
    select
        zones.time_zone,
        days.date as utc_date,
        cast(days.date as timestamp) as begins_at
    from {{ ref('int_time_zones') }} as zones
    cross join (select {{ days_from('first_date', 'last_date') }} as date from bounds) as days
),

offsets as (
    select
        *,
        {{ utc_offset_seconds('begins_at', 'time_zone') }} as offset_seconds,
        {{ utc_offset_seconds('(begins_at + interval 1 day)', 'time_zone') }} as later_offset_seconds
    from days
),

-- The few days on which the clocks change, and from which quarter of an hour on.
quarters as (
    select
        offsets.time_zone,
        offsets.utc_date,
        offsets.offset_seconds,
        offsets.begins_at + steps.quarter * interval 15 minute as instant
    from offsets
    cross join (select unnest(range(1, 97)) as quarter) as steps
    where offsets.offset_seconds != offsets.later_offset_seconds
),

changes as (
    select
        time_zone,
        utc_date,
        min(instant) as changes_at
    from quarters
    where {{ utc_offset_seconds('instant', 'time_zone') }} != offset_seconds
    group by time_zone, utc_date
)

select
    offsets.time_zone,
    offsets.utc_date,
    offsets.offset_seconds,
    offsets.later_offset_seconds,
    changes.changes_at
from offsets
left join changes on offsets.time_zone = changes.time_zone and offsets.utc_date = changes.utc_date
