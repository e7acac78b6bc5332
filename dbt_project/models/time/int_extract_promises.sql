-- depends_on: {{ ref('int_policy_problems') }}
with days as (
    select
        awaited.*,
        declared.cutoff
    from {{ ref('int_extract_days__awaited') }} as awaited
    inner join {{ ref('int_extracts__declared') }} as declared
        on awaited.source = declared.source and awaited.entity = declared.entity
),

promised as (
    {{ with_policy(
        'days', 'extract_promises', named=['source', 'entity'], day='extract_date',
        keys=['source', 'entity', 'extract_date'], columns=['publish_time', 'tolerance_minutes'],
        where="policies.days = 'every_day' or days.is_working_day"
    ) }}
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
        clocks.cutoff_at + promised.tolerance_minutes * interval 1 minute as late_at,
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
    -- The extract covers the records whose deadline lies after the promised cut-off before it, up to its own.
    timed.covers_from,
    timed.promised_cutoff_at as covers_until
from timed
left join {{ ref('int_extracts') }} as delivered
    on timed.source = delivered.source and timed.entity = delivered.entity
        and timed.delivered_extract_date = delivered.extract_date
