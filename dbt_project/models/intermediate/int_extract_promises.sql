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
        promises.publish_time,
        promises.tolerance_minutes
    from followed
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

timed as (
    select
        promised.*,
        {% set local_cutoff = "cast(promised.extract_date || ' ' || declared.cutoff as timestamp)" %}
        {{ to_utc(local_cutoff, 'promised.time_zone') }} as promised_cutoff_at,
        {{ to_utc("cast(promised.extract_date as timestamp)", 'promised.time_zone') }} as day_starts_at,
        {{ to_utc("cast(" ~ next_day('promised.extract_date') ~ " as timestamp)", 'promised.time_zone') }} as day_ends_at
    from promised
    inner join ({{ declared_extracts() }}) as declared
        on promised.source = declared.source and promised.entity = declared.entity
)

select
    timed.source,
    timed.entity,
    timed.extract_date,
    timed.publish_time,
    timed.promised_cutoff_at,
    case
        when timed.delivered_extract_date is distinct from timed.extract_date then 'missing'
        when delivered.cutoff_at > {{ plus_seconds('timed.promised_cutoff_at', '60 * timed.tolerance_minutes') }} then 'late'
        else 'on_time'
    end as status,
    timed.delivered_extract_date,
    delivered.cutoff_at as delivered_cutoff_at,
    timed.day_starts_at,
    timed.day_ends_at
from timed
left join extracts as delivered
    on timed.source = delivered.source and timed.entity = delivered.entity
        and timed.delivered_extract_date = delivered.extract_date
