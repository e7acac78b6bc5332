{{ config(materialized='view') }}

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
)

-- A day's data come with the first complete extract of that day or later.
select
    days.source,
    days.entity,
    days.extract_date,
    days.time_zone,
    coalesce(calendar_days.is_working_day, false) as is_working_day,
    min(case when extracts.is_complete then days.extract_date end) over (
        partition by days.source, days.entity
        order by days.extract_date rows between current row and unbounded following
    ) as delivered_extract_date
from days
left join extracts
    on days.source = extracts.source and days.entity = extracts.entity and days.extract_date = extracts.extract_date
left join {{ ref('int_calendar_days') }} as calendar_days
    on days.calendar = calendar_days.calendar and days.extract_date = calendar_days.date
