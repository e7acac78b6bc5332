-- In the words of the canonical entity rather than of the source's files. A day that nobody reported is known once all
-- files of activities of the company have come: `(all)` stands for them together, under the system in whose name days
-- are expected.
with extracts as (
    select * from {{ ref('int_extracts') }}
),

delivered as (
    {% for entity in entities_of('record') %}
    select
        source,
        '{{ entity }}' as entity,
        delivered_in
    from {{ canonical(entity) }}
    group by source, delivered_in
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

by_file as (
    select
        delivered.source,
        delivered.entity,
        delivered.delivered_in,
        extracts.extract_date,
        extracts.previous_extract_date,
        extracts.cutoff_at,
        extracts.previous_cutoff_at,
        extracts.time_zone,
        extracts.calendar
    from delivered
    inner join extracts on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
),

activities as (
    select
        systems.day_source,
        by_file.*
    from by_file
    inner join {{ ref('int_sources__declared') }} as systems on by_file.source = systems.source
    where by_file.entity = 'activities'
),

-- How far each file had come on each extract day, from its first extract on.
reached as (
    select
        days.day_source as source,
        days.extract_date,
        max(files.cutoff_at) as cutoff_at,
        max(files.time_zone) as time_zone,
        max(files.calendar) as calendar
    from (select distinct day_source, extract_date from activities) as days
    inner join activities as files on days.day_source = files.day_source and days.extract_date >= files.extract_date
    group by days.day_source, days.extract_date, files.source, files.delivered_in
),

together as (
    select
        source,
        extract_date,
        min(cutoff_at) as cutoff_at,
        max(time_zone) as time_zone,
        max(calendar) as calendar
    from reached
    group by source, extract_date
)

select * from by_file
union all
select
    day_source,
    'expected_days',
    case when source = day_source then delivered_in else source || '.' || delivered_in end,
    extract_date,
    previous_extract_date,
    cutoff_at,
    previous_cutoff_at,
    time_zone,
    calendar
from activities
union all
select
    source,
    'expected_days',
    '(all)',
    extract_date,
    lag(extract_date) over (partition by source order by extract_date),
    cutoff_at,
    lag(cutoff_at) over (partition by source order by extract_date),
    time_zone,
    calendar
from together
