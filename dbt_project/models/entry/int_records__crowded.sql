-- Read whole every time, since counting is cheap: only the few entries around what may be a burst are compared one by
-- one. Order lines and stage changes are left out: they come along with their orders and deals.
with widest as (
    select
        min(min_count) as min_count,
        max(window_minutes) as window_minutes
    from {{ ref('signal_thresholds') }}
    where signal = 'burst_entry'
),

entries as (
    select
        records.source,
        records.entity,
        records.record_id,
        records.entered_by_id,
        records.entered_at,
        records.accountable_id,
        records.event_date,
        records.time_zone as source_time_zone,
        records.extract_date,
        cast(floor(
            {{ seconds_between("cast('2000-01-01' as timestamp)", 'records.entered_at') }}
            / (60.0 * widest.window_minutes)
        ) as bigint) as stretch
    from {{ ref('int_records__placed') }} as records
    cross join widest
    where exists (
            select 1 from {{ ref('int_entities__declared') }} as declared
            where declared.source = records.source and declared.entity = records.entity and declared.is_typed
        )
        and records.entered_by_id is not null and records.entered_at is not null
),

-- A burst lies in two neighbouring stretches of the widest window's length, so that half of it lies in one.
busy as (
    select
        source,
        entered_by_id,
        stretch
    from entries
    group by source, entered_by_id, stretch
    having 2 * count(*) >= (select widest.min_count from widest)
),

around_busy as (
    select distinct
        busy.source,
        busy.entered_by_id,
        busy.stretch + steps.stretches as stretch
    from busy
    cross join (select unnest(range(-1, 2)) as stretches) as steps
),

near as (
    select entries.*
    from entries
    inner join around_busy
        on entries.source = around_busy.source and entries.entered_by_id = around_busy.entered_by_id
            and entries.stretch = around_busy.stretch
),

located as (
    {{ with_local_time(
        'near', 'entered_at', into='entered_local', person='entered_by_id', known_by='extract_date'
    ) }}
),

dated as (
    select
        *,
        cast(entered_local as date) as entered_date
    from located
),

numbered as (
    select
        dated.*,
        dated.entered_at + thresholds.window_minutes * interval 1 minute as window_ends_at,
        thresholds.min_count,
        row_number() over (
            partition by dated.source, dated.entered_by_id
            order by dated.entered_at, dated.entity, dated.record_id
        ) as place
    from dated
    inner join {{ ref('signal_thresholds') }} as thresholds
        on thresholds.signal = 'burst_entry'
            and dated.entered_date between thresholds.valid_from and thresholds.valid_to
),

-- It begins with an entry that enough others follow within the window, and reaches as far as the window.
begun as (
    select
        numbered.*,
        needed.entered_at as last_needed_at
    from numbered
    left join numbered as needed
        on numbered.source = needed.source and numbered.entered_by_id = needed.entered_by_id
            and numbered.place + numbered.min_count - 1 = needed.place
)

select
    source,
    entity,
    record_id,
    entered_by_id,
    entered_at,
    entered_date,
    accountable_id,
    event_date
from begun
qualify max(case when last_needed_at <= window_ends_at then window_ends_at end) over (
        partition by source, entered_by_id order by entered_at
    ) >= entered_at
