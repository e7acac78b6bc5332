{{ config(materialized='incremental', unique_key=['source', 'record_id']) }}

{% set flags = ['is_in_night_batch', 'is_text_repeated'] %}
{% set thresholds = {'nights': 'out_of_hours_batch', 'repeats': 'repeated_text'} %}

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
        held.source,
        held.record_id,
        held.entered_by_id,
        held.entered_at,
        held.entered_local,
        held.entered_date,
        held.accountable_id,
        held.event_date,
        held.notes_hash,
        held.is_in_first_extract,
        held.extract_date,
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
    measured.had_is_in_night_batch or nights.night is not null as is_in_night_batch,
    measured.had_is_text_repeated or repeats.notes_hash is not null as is_text_repeated
from measured
left join nights
    on measured.source = nights.source and measured.entered_by_id = nights.entered_by_id
        and measured.night = nights.night
left join repeats
    on measured.source = repeats.source and measured.entered_by_id = repeats.entered_by_id
        and measured.extract_date = repeats.extract_date and measured.notes_hash = repeats.notes_hash
