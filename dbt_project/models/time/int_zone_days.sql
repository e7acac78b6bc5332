-- A zone's offset is looked up by UTC day: an equality join costs a tenth of converting row by row.
with bounds as (
    select
        min(date) as first_date,
        max(date) as last_date
    from {{ ref('int_calendar_days') }}
),

hours as (
    select
        zones.time_zone,
        days.date as utc_date,
        cast(days.date as timestamp) + steps.hour * interval 1 hour as instant
    from {{ ref('int_time_zones') }} as zones
    cross join (select {{ days_from('first_date', 'last_date') }} as date from bounds) as days
    cross join (select unnest(range(0, 25)) as hour) as steps
),

offsets as (
    select
        time_zone,
        utc_date,
        instant,
        {{ utc_offset_seconds('instant', 'time_zone') }} as offset_seconds
    from hours
),

compared as (
    select
        *,
        first_value(offset_seconds) over (partition by time_zone, utc_date order by instant) as first_offset_seconds
    from offsets
)

-- Where the clocks change within the day, the later offset holds from changes_at on.
select
    time_zone,
    utc_date,
    min(first_offset_seconds) as offset_seconds,
    max_by(offset_seconds, instant) as later_offset_seconds,
    min(case when offset_seconds != first_offset_seconds then instant end) as changes_at
from compared
group by time_zone, utc_date
