-- depends_on: {{ ref('int_policy_problems') }}
with extracts as (
    select * from {{ ref('int_extracts') }}
),

spans as (
    select
        source,
        entity,
        min(extract_date) as first_date,
        max(max(extract_date)) over (partition by source) as last_date,
        max(time_zone) as time_zone,
        max(calendar) as calendar
    from extracts
    group by source, entity
),

days as (
    select
        source,
        entity,
        time_zone,
        calendar,
        {{ days_from('first_date', 'last_date') }} as extract_date
    from spans
),

-- A day's data come with the first complete extract of that day or later.
followed as (
    select
        days.*,
        min(case when extracts.is_complete then days.extract_date end) over (
            partition by days.source, days.entity
            order by days.extract_date rows between current row and unbounded following
        ) as delivered_extract_date
    from days
    left join extracts
        on days.source = extracts.source and days.entity = extracts.entity
            and days.extract_date = extracts.extract_date
),

promised as (
    select
        followed.*,
        declared.cutoff,
        promises.publish_time,
        promises.tolerance_minutes
    from followed
    inner join ({{ declared_extracts() }}) as declared
        on followed.source = declared.source and followed.entity = declared.entity
    inner join {{ ref('extract_promises') }} as promises
        on followed.source = promises.source and promises.entity in (followed.entity, '*')
            and followed.extract_date between promises.valid_from and promises.valid_to
    left join {{ ref('int_calendar_days') }} as calendar_days
        on followed.calendar = calendar_days.calendar and followed.extract_date = calendar_days.date
    where promises.days = 'every_day' or calendar_days.is_working_day
    qualify row_number() over (
            partition by followed.source, followed.entity, followed.extract_date
            order by {{ specificity('promises', ['entity']) }} desc
        ) = 1
),

-- The entities of a source mostly share zone and cut-off, and turning a local time into UTC is what takes long.
clocks as (
    select
        extract_date,
        time_zone,
        cutoff,
        {{ to_utc("cast(extract_date || ' ' || cutoff as timestamp)", 'time_zone') }} as cutoff_at
    from (select distinct extract_date, time_zone, cutoff from promised) as days_of_clocks
),

timed as (
    select
        promised.*,
        clocks.cutoff_at as promised_cutoff_at,
        {{ plus_seconds('clocks.cutoff_at', '60 * promised.tolerance_minutes') }} as late_at,
        lag(clocks.cutoff_at, 1, cast('0001-01-01' as timestamp)) over (
            partition by promised.source, promised.entity order by promised.extract_date
        ) as covers_from
    from promised
    inner join clocks
        on promised.extract_date = clocks.extract_date and promised.time_zone = clocks.time_zone
            and promised.cutoff = clocks.cutoff
)

select
    timed.source,
    timed.entity,
    timed.extract_date,
    timed.publish_time,
    timed.promised_cutoff_at,
    case
        when coalesce(timed.delivered_extract_date != timed.extract_date, true) then 'missing'
        when delivered.cutoff_at > timed.late_at then 'late'
        else 'on_time'
    end as status,
    timed.delivered_extract_date,
    delivered.cutoff_at as delivered_cutoff_at,
    -- What was due after the promised cut-off before, and not after its own, it would have shown.
    timed.covers_from,
    timed.promised_cutoff_at as covers_until
from timed
left join extracts as delivered
    on timed.source = delivered.source and timed.entity = delivered.entity
        and timed.delivered_extract_date = delivered.extract_date
