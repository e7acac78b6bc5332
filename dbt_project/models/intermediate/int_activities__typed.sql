{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{% set flags = ['is_in_burst', 'is_in_night_batch', 'is_text_repeated'] %}
{% set thresholds = {'bursts': 'burst_entry', 'nights': 'out_of_hours_batch', 'repeats': 'repeated_text'} %}

-- Entries are only ever added, so what once was a signal stays one: older entries of the days around those of the new
-- ones are looked at again, and keep what was said of them.
with fresh as (
    {{ first_versions('activities', ['notes_hash']) }}
),

{% if is_incremental() %}
touched as (
    select distinct
        fresh.source,
        fresh.entered_by_id,
        cast(fresh.entered_date + steps.days * interval 1 day as date) as entered_date
    from fresh
    cross join (select unnest(range(-1, 2)) as days) as steps
),
{% endif %}

entries as (
    select
        *,
        false as had_{{ flags | join(',
        false as had_') }}
    from fresh
    {% if is_incremental() %}
    union all
    select
        held.* exclude (night, {{ flags | join(', ') }}),
        held.{{ flags | join(', held.') }}
    from {{ this }} as held
    inner join touched
        on held.source = touched.source and held.entered_by_id = touched.entered_by_id
            and held.entered_date = touched.entered_date
    {% endif %}
),

measured as (
    select
        entries.*,
        bursts.min_count as burst_count,
        bursts.window_minutes,
        nights.min_count as night_count,
        repeats.min_count as repeat_count,
        cast(floor(
            {{ seconds_between("cast('2000-01-01' as timestamp)", 'entries.entered_at') }}
            / (60.0 * bursts.window_minutes)
        ) as bigint) as stretch,
        case
            when entries.entered_local >= cast(entries.entered_date || ' ' || nights.from_time as timestamp)
                then entries.entered_date
            when entries.entered_local < cast(entries.entered_date || ' ' || nights.until_time as timestamp)
                then cast(entries.entered_date - interval 1 day as date)
        end as night
    from entries
    {% for alias, signal in thresholds.items() %}
    left join {{ ref('signal_thresholds') }} as {{ alias }}
        on {{ alias }}.signal = '{{ signal }}'
            and entries.entered_date between {{ alias }}.valid_from and {{ alias }}.valid_to
    {% endfor %}
),

-- A burst lies in two neighbouring stretches of its window's length, so that half of it lies in one: few are looked at.
busy as (
    select
        source,
        entered_by_id,
        stretch
    from measured
    group by source, entered_by_id, stretch
    having 2 * count(*) >= max(burst_count)
),

around_busy as (
    select distinct
        busy.source,
        busy.entered_by_id,
        busy.stretch + steps.stretches as stretch
    from busy
    cross join (select unnest(range(-1, 2)) as stretches) as steps
),

-- It begins with an entry that enough others follow within the window, and reaches as far as the window.
begun as (
    select
        measured.source,
        measured.record_id,
        measured.entered_by_id,
        measured.entered_at,
        {{ plus_seconds('measured.entered_at', '60 * measured.window_minutes') }} as window_ends_at,
        lead(measured.entered_at, measured.burst_count - 1) over (
            partition by measured.source, measured.entered_by_id order by measured.entered_at
        ) as last_needed_at
    from measured
    inner join around_busy
        on measured.source = around_busy.source and measured.entered_by_id = around_busy.entered_by_id
            and measured.stretch = around_busy.stretch
),

bursts as (
    select
        source,
        record_id
    from begun
    qualify max(case when last_needed_at <= window_ends_at then window_ends_at end) over (
            partition by source, entered_by_id order by entered_at
        ) >= entered_at
),

nights as (
    select
        source,
        entered_by_id,
        night
    from measured
    where night is not null
    group by source, entered_by_id, night
    having count(*) >= max(night_count)
),

-- A first extract holds years at once, so that texts repeat in it: nobody is told of that.
repeats as (
    select
        source,
        entered_by_id,
        extract_date,
        notes_hash
    from measured
    where notes_hash is not null and not is_in_first_extract
    group by source, entered_by_id, extract_date, notes_hash
    having count(*) >= max(repeat_count)
)

select
    measured.source,
    measured.record_id,
    measured.entered_by_id,
    measured.entered_at,
    measured.entered_local,
    measured.entered_date,
    measured.accountable_id,
    measured.event_date,
    measured.night,
    measured.notes_hash,
    measured.is_in_first_extract,
    measured.extract_date,
    measured.had_is_in_burst or bursts.record_id is not null as is_in_burst,
    measured.had_is_in_night_batch or nights.night is not null as is_in_night_batch,
    measured.had_is_text_repeated or repeats.notes_hash is not null as is_text_repeated
from measured
left join bursts on measured.source = bursts.source and measured.record_id = bursts.record_id
left join nights
    on measured.source = nights.source and measured.entered_by_id = nights.entered_by_id
        and measured.night = nights.night
left join repeats
    on measured.source = repeats.source and measured.entered_by_id = repeats.entered_by_id
        and measured.extract_date = repeats.extract_date and measured.notes_hash = repeats.notes_hash
