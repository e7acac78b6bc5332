{{ config(materialized='incremental', incremental_strategy='append') }}

{% set columns = ['owner_id', 'entered_by_id', 'entered_at', 'event_at', 'is_deleted'] %}

with delivered as (
    {% for entity in entities_of('record') %}
    select
        '{{ entity }}' as entity,
        rows_of.*
    from ({{ delivered(entity, columns + ['updated_at'], entity, 'first_extract_date') }}) as rows_of
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

extracts as (
    select * from {{ ref('int_extracts') }}
),

-- A record that was rejected was there: what is said against it begins before the first extract that rejected it.
rejected as (
    select
        rejects.source,
        rejects.entity as delivered_in,
        rejects.record_id,
        min(rejects.extract_date) as extract_date
    from {{ ref('stg_landing__rejects') }} as rejects
    inner join extracts
        on rejects.source = extracts.source and rejects.entity = extracts.entity
            and rejects.extract_date = extracts.extract_date and rejects.revision = extracts.revision
    where rejects.record_id is not null
    group by rejects.source, rejects.entity, rejects.record_id
),

lacking as (
    select
        *,
        coalesce(covers_from, timestamp '0001-01-01 00:00:00') as entered_from
    from extracts
    where may_lack_records
),

counted as (
    select
        delivered.*,
        extracts.cutoff_at,
        extracts.previous_cutoff_at,
        case
            when delivered.entered_at >= extracts.cutoff_at - interval 100 year
                then least(delivered.entered_at, extracts.cutoff_at)
        end as believed_at,
        extracts.time_zone as source_time_zone,
        extracts.calendar as source_calendar
    from delivered
    inner join extracts
        on delivered.source = extracts.source and delivered.delivered_in = extracts.entity
            and delivered.extract_date = extracts.extract_date and delivered.revision = extracts.revision
    {% if is_incremental() %}
    where not exists (
            select 1 from {{ this }} as known
            where known.source = delivered.source and known.entity = delivered.entity
                and known.record_id = delivered.record_id
        )
    {% endif %}
),

earliest as (
    select * from counted
    -- As it stood at the end of the extract, like its first version.
    qualify row_number() over (
            partition by source, entity, record_id
            order by extract_date asc, {{ last_state_first('counted', columns, changed_at='updated_at') }}
        ) = 1
),

-- An event is dated near its recording. Where nobody says when that was, history may be as old as people are.
bounded as (
    select
        earliest.*,
        coalesce(
            earliest.believed_at - limits.years_before * interval 1 year, earliest.cutoff_at - interval 100 year
        ) as event_from,
        coalesce(earliest.believed_at, earliest.cutoff_at) + limits.days_after * interval 1 day as event_until,
        limits.days_after as event_days_after
    from earliest
    inner join {{ ref('int_event_date_limits') }} as limits
        on earliest.source = limits.source and earliest.entity = limits.entity
            and earliest.extract_date = limits.extract_date
)

select
    bounded.source,
    bounded.entity,
    bounded.record_id,
    bounded.{{ columns | reject('eq', 'event_at') | join(',
    bounded.') }},
    -- A date that means nothing is none.
    case when bounded.event_at between bounded.event_from and bounded.event_until then bounded.event_at end as event_at,
    bounded.event_from,
    bounded.event_days_after,
    bounded.delivered_in,
    bounded.extract_date as first_extract_date,
    bounded.cutoff_at as first_seen_at,
    case
        when lacking.source is not null then null
        when rejecting.extract_date is null then bounded.previous_cutoff_at
        else rejecting.previous_cutoff_at
    end as previous_cutoff_at,
    bounded.source_time_zone,
    bounded.source_calendar
from bounded
left join rejected
    on bounded.source = rejected.source and bounded.delivered_in = rejected.delivered_in
        and bounded.record_id = rejected.record_id and bounded.extract_date > rejected.extract_date
left join extracts as rejecting
    on rejected.source = rejecting.source and rejected.delivered_in = rejecting.entity
        and rejected.extract_date = rejecting.extract_date
left join lacking
    on bounded.source = lacking.source and bounded.delivered_in = lacking.entity
        and bounded.extract_date > lacking.extract_date
        and bounded.entered_at > lacking.entered_from and bounded.entered_at <= lacking.cutoff_at
