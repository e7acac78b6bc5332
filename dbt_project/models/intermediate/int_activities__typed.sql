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

-- A burst begins with an entry that enough others follow within the window, and reaches to the last of these.
-- A first extract holds years at once, so that texts repeat in it: nobody is told of that.
begun as (
    select
        *,
        lead(entered_at, burst_count - 1) over (partition by source, entered_by_id order by entered_at)
        <= {{ plus_seconds('entered_at', '60 * window_minutes') }} as begins_burst,
        count(*) over (partition by source, entered_by_id, night) >= night_count and night is not null as is_in_night,
        count(*) over (partition by source, entered_by_id, extract_date, notes_hash) >= repeat_count
        and notes_hash is not null and not is_in_first_extract as is_repeated
    from measured
),

judged as (
    select
        *,
        max(case when begins_burst then {{ plus_seconds('entered_at', '60 * window_minutes') }} end) over (
            partition by source, entered_by_id order by entered_at
        ) >= entered_at as is_in_window
    from begun
)

select
    source,
    record_id,
    entered_by_id,
    entered_at,
    entered_local,
    entered_date,
    accountable_id,
    event_date,
    night,
    notes_hash,
    is_in_first_extract,
    extract_date,
    {% set known = 'entered_by_id is not null and entered_at is not null' %}
    had_is_in_burst or coalesce({{ known }} and is_in_window, false) as is_in_burst,
    had_is_in_night_batch or coalesce({{ known }} and is_in_night, false) as is_in_night_batch,
    had_is_text_repeated or coalesce(entered_by_id is not null and is_repeated, false) as is_text_repeated
from judged
