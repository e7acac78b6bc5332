{{ config(materialized='incremental', incremental_strategy='append') }}

{% set columns = ['owner_id', 'entered_by_id', 'entered_at', 'event_at', 'is_deleted'] %}

with delivered as (
    {% for entity in entities_of('record') %}
    select
        '{{ entity }}' as entity,
        rows_of.*
    from ({{ delivered(entity, columns, entity, 'first_extract_date') }}) as rows_of
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
        source,
        entity,
        extract_date,
        coalesce(covers_from, timestamp '0001-01-01 00:00:00') as covers_from,
        cutoff_at
    from extracts
    where may_lack_records
),

counted as (
    select
        delivered.*,
        extracts.cutoff_at,
        extracts.previous_cutoff_at,
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
    qualify row_number() over (partition by source, entity, record_id order by extract_date) = 1
)

select
    earliest.source,
    earliest.entity,
    earliest.record_id,
    earliest.{{ columns | join(',
    earliest.') }},
    earliest.delivered_in,
    earliest.extract_date as first_extract_date,
    earliest.cutoff_at as first_seen_at,
    case
        when lacking.source is not null then null
        when rejecting.extract_date is null then earliest.previous_cutoff_at
        else rejecting.previous_cutoff_at
    end as previous_cutoff_at,
    earliest.source_time_zone,
    earliest.source_calendar
from earliest
left join rejected
    on earliest.source = rejected.source and earliest.delivered_in = rejected.delivered_in
        and earliest.record_id = rejected.record_id
left join extracts as rejecting
    on rejected.source = rejecting.source and rejected.delivered_in = rejecting.entity
        and rejected.extract_date = rejecting.extract_date and earliest.extract_date > rejected.extract_date
left join lacking
    on earliest.source = lacking.source and earliest.delivered_in = lacking.entity
        and earliest.extract_date > lacking.extract_date
        and earliest.entered_at > lacking.covers_from and earliest.entered_at <= lacking.cutoff_at
