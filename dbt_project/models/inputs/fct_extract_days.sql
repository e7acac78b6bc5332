with extracts as (
    select * from {{ ref('int_extracts') }}
),

sources as (
    select
        source,
        max(time_zone) as time_zone
    from extracts
    group by source
),

published as (
    select * from {{ ref('int_extracts__published') }}
),

-- Before its first publication a source was promised to nobody: history is loaded in bulk.
openings as (
    select
        sources.source,
        cast({{ from_utc('min(published.published_at)', 'max(sources.time_zone)') }} as date) as first_date
    from published
    inner join sources on published.source = sources.source
    group by sources.source
),

promised_or_delivered as (
    select source, entity, extract_date from {{ ref('int_extract_promises') }}
    union
    select source, entity, extract_date from extracts
),

entity_days as (
    select
        kept.source,
        kept.extract_date,
        promises.status,
        {{ to_utc("cast(kept.extract_date || ' ' || promises.publish_time as timestamp)", 'sources.time_zone') }}
            as promised_at,
        extracts.cutoff_at,
        extracts.landed_at,
        published.published_at
    from promised_or_delivered as kept
    inner join sources on kept.source = sources.source
    left join {{ ref('int_extract_promises') }} as promises
        on kept.source = promises.source and kept.entity = promises.entity
            and kept.extract_date = promises.extract_date
    left join extracts
        on kept.source = extracts.source and kept.entity = extracts.entity
            and kept.extract_date = extracts.extract_date
    left join published
        on kept.source = published.source and kept.entity = published.entity
            and kept.extract_date = published.extract_date
),

days as (
    select
        source,
        extract_date,
        max(promised_at) as promised_at,
        count(promised_at) as promised_entity_count,
        count(cutoff_at) as delivered_entity_count,
        count(case when status = 'late' then 1 end) as late_entity_count,
        count(case when status = 'missing' then 1 end) as missing_entity_count,
        count(case when published_at <= promised_at and status != 'missing' then 1 end) as in_time_entity_count,
        max(cutoff_at) as last_cutoff_at,
        max(landed_at) as landed_at,
        case when count(published_at) = count(cutoff_at) then max(published_at) end as published_at
    from entity_days
    group by source, extract_date
)

select
    days.source,
    days.extract_date,
    days.promised_at,
    days.promised_entity_count,
    days.delivered_entity_count,
    days.late_entity_count,
    days.missing_entity_count,
    days.last_cutoff_at,
    days.landed_at,
    days.published_at,
    coalesce(days.extract_date >= openings.first_date, false) as was_in_operation,
    -- A promise that is not due yet is neither kept nor broken.
    case
        when days.extract_date >= openings.first_date and days.promised_at <= cast('{{ var("as_of") }}' as timestamp)
            then days.in_time_entity_count = days.promised_entity_count
    end as is_published_in_time
from days
left join openings on days.source = openings.source
